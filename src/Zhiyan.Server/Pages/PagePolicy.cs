namespace Zhiyan.Server.Pages;

/// <summary>What a browser may do on a page: run our scripts, ask nobody but us. A page that needs more says so before it is sent.</summary>
internal sealed class PagePolicy
{
    private readonly List<string> images = ["'self'", "data:", "blob:"];

    public static PagePolicy Of(HttpContext http)
    {
        if (http.Features.Get<PagePolicy>() is not { } policy) http.Features.Set(policy = new PagePolicy());
        return policy;
    }

    /// <summary>Whether answers may show pictures of other sites.</summary>
    public bool HasRemoteImages { get; private set; }

    /// <summary>For a person who lets answers show pictures of other sites.</summary>
    public void AllowRemoteImages()
    {
        if (HasRemoteImages) return;
        HasRemoteImages = true;
        images.AddRange(["http:", "https:"]);
    }

    // style-src: formulas and diagrams bring style attributes. base-uri: enhanced navigation needs <base href="/">, which can name no other site.
    public override string ToString() =>
        $"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src {string.Join(' ', images)}; font-src 'self'; connect-src 'self'; frame-src 'self'; " +
        $"worker-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
}
