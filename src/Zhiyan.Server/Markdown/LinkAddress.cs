using System.Text.RegularExpressions;

namespace Zhiyan.Server.Markdown;

/// <summary>Which addresses a message may point at, and what is to be said of one that is not where its words say.</summary>
internal static partial class LinkAddress
{
    public static bool MayBeFollowed(string url) => IsRemote(url) || IsAttachment(url) || MailOrPlace().IsMatch(url);

    public static bool IsRemote(string url) => Remote().IsMatch(url) && Uri.TryCreate(url, UriKind.Absolute, out _);

    public static bool IsAttachment(string url) => Attachment().IsMatch(url);

    /// <summary>The host as the network knows it, other alphabets in punycode; empty where there is none.</summary>
    public static string HostOf(string url) => IsRemote(url) ? new Uri(url).IdnHost : "";

    /// <summary>The host of an address whose words name another one, or that is written in another alphabet; else nothing.</summary>
    public static string? UnexpectedHost(string words, string url)
    {
        string host = HostOf(url);
        if (host.Length == 0) return null;
        var named = NamedHost().Match(words);
        bool astray = named.Success && !string.Equals(WithoutWww(named.Groups[1].Value), WithoutWww(host), StringComparison.OrdinalIgnoreCase);
        return astray || host.Contains("xn--", StringComparison.Ordinal) ? host : null;
    }

    private static string WithoutWww(string host) => host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;

    [GeneratedRegex(@"\Ahttps?://[^\s\\/?#\p{Cc}][^\\\p{Cc}]*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Remote();

    [GeneratedRegex(@"\A/files/[A-Za-z0-9_-][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*(?:/[A-Za-z0-9_%-]+(?:\.[A-Za-z0-9_%-]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Attachment();

    [GeneratedRegex(@"\A(?:mailto:[^\s\\\p{Cc}]+|#[\w-]+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MailOrPlace();

    [GeneratedRegex(@"\A\s*(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?![a-z0-9.-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedHost();
}
