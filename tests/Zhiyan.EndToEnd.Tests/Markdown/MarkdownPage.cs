using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Zhiyan.Server.Markdown;

namespace Zhiyan.EndToEnd.Tests.Markdown;

/// <summary>A page with the browser side of messages and nothing else, under a policy as strict as the assistant's.</summary>
public sealed class MarkdownPage : IAsyncLifetime
{
    public const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-src 'self'; " +
        "object-src 'none'; base-uri 'none'; form-action 'self'";

    private WebApplication? app;

    public string Address => app!.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "page")),
            ContentTypeProvider = new FileExtensionContentTypeProvider(),
        });
        app.MapCodeFrame();
        app.MapImageFrame();
        app.MapGet("/", (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            return Results.Content(
                """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Messages</title><link rel="icon" href="data:,">
                <link rel="stylesheet" href="/page.css"><script type="module" src="/page.js"></script><main><article class="markdown" id="message"></article></main></html>
                """, "text/html; charset=utf-8");
        });
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
    }
}
