namespace Zhiyan.Server.Pages;

/// <summary>Puts the headers on every HTML page that keep a browser from doing more than the page needs; the API's answers stay as they are.</summary>
internal sealed class PageHeaders(RequestDelegate next)
{
    private const string Denied =
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), midi=(), payment=(), usb=(), xr-spatial-tracking=()";

    public Task InvokeAsync(HttpContext http)
    {
        http.Response.OnStarting(Add, http);
        return next(http);
    }

    private static Task Add(object state)
    {
        var http = (HttpContext)state;
        if (http.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) is not true) return Task.CompletedTask;
        var headers = http.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = PagePolicy.Of(http).ToString();     // some pages bring a stricter one
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";      // to other sites nothing goes; without any, forms would come from Origin null
        headers["Permissions-Policy"] = Denied;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Task.CompletedTask;
    }
}
