using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Zhiyan.Server;

/// <summary>A page of this program, whole in one file: its style and script are in it, and the browser asks nobody but us.</summary>
internal sealed partial class EmbeddedPage
{
    private readonly string text;
    private readonly string policy;

    /// <param name="resource">The name of an embedded file; its script, where it has one, may fetch from us.</param>
    public EmbeddedPage(string resource)
    {
        using var stream = typeof(EmbeddedPage).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        text = reader.ReadToEnd();
        var scripts = Script().Match(text) is { Success: true } script
            ? $"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups[1].Value)))}'; connect-src 'self'; "
            : "";
        policy = $"default-src 'none'; {scripts}style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    }

    /// <summary>Sends it with values in place of their {{names}}, which are outside the script; the values are HTML.</summary>
    public Task Send(HttpResponse response, params ReadOnlySpan<(string Name, string Html)> values)
    {
        var page = text;
        foreach (var (name, value) in values) page = page.Replace($"{{{{{name}}}}}", value, StringComparison.Ordinal);
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = policy;
        return response.WriteAsync(page);
    }

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();
}
