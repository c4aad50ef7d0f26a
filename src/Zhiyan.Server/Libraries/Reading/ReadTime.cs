using Zhiyan.Server.Pages;

namespace Zhiyan.Server.Libraries.Reading;

/// <summary>A stretch of time in words.</summary>
internal static class ReadTime
{
    public static string Of(Texts texts, double seconds) => seconds switch
    {
        < 90 => texts["read.seconds", ("n", (long)Math.Ceiling(seconds))],
        < 5_400 => texts["read.minutes", ("n", (long)Math.Ceiling(seconds / 60))],
        _ => texts["read.hours", ("n", (seconds / 3_600).ToString("N1"))],
    };
}
