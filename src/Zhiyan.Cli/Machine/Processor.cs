using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Zhiyan.Cli.Machine;

/// <summary>The CPU, as figures of speed must name it.</summary>
internal static class Processor
{
    public static string Name { get; } = ReadName();

    /// <summary>The vector instructions .NET may use here.</summary>
    public static IReadOnlyList<string> Instructions { get; } = [.. Known().Where(set => set.IsThere).Select(set => set.Name)];

    private static IEnumerable<(bool IsThere, string Name)> Known() =>
    [
        (Avx2.IsSupported, "AVX2"), (Fma.IsSupported, "FMA"), (AvxVnni.IsSupported, "AVX-VNNI"), (Avx512F.IsSupported, "AVX-512"),
        (AdvSimd.IsSupported, "NEON"), (Dp.IsSupported, "DotProd"),
    ];

    private static string ReadName()
    {
        const string List = "/proc/cpuinfo";
        var line = File.Exists(List) ? File.ReadLines(List).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
