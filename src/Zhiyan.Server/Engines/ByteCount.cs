using System.Globalization;

namespace Zhiyan.Server.Engines;

/// <summary>Bytes as people read them.</summary>
internal static class ByteCount
{
    public static string Text(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F0} MiB");
}
