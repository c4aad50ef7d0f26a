using System.Globalization;

namespace Zhiyan.Server.Search;

/// <summary>How far a reader's clock is from UTC, so that today is their today. Their browser keeps it in a cookie.</summary>
internal static class ReaderZone
{
    public const string Cookie = "zone";

    /// <summary>No place on earth is further: 14 hours.</summary>
    private const int Furthest = 14 * 60;

    /// <summary>Minutes ahead of UTC: what a request says, or its cookie, or none.</summary>
    public static int Of(HttpContext http, int? said = null)
    {
        var kept = int.TryParse(http.Request.Cookies[Cookie], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minutes) ? minutes : 0;
        return Math.Clamp(said ?? kept, -Furthest, Furthest);
    }
}
