using Microsoft.OpenApi;
using Scalar.AspNetCore;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Reference;

/// <summary>
/// The OpenAPI document and the page that shows it, both from this process alone: no fonts, scripts or counters from elsewhere. They are open to
/// all, since they tell nothing that the source code does not.
/// </summary>
internal static class ReferencePages
{
    private const string DocumentPath = "/openapi/v1.json";
    private const string PagePath = "/docs";

    /// <summary>Whatever the page's script may try, the browser asks nobody but us.</summary>
    private static string Policy(object? nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; " +
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void AddServices(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddSchemaTransformer(RequestSchemas.Correct);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Zhiyan 知言",
                Version = "v1",
                Description = "OpenAI's API for models that run on this machine. Where the server has API keys, send one as `Authorization: Bearer KEY`.",
            };
            document.Servers = [];      // the page asks where it came from
            return Task.CompletedTask;
        });
    });

    public static void Map(WebApplication app)
    {
        app.MapOpenApi(DocumentPath).WithMetadata(OpenToAll.Mark).AllowAnonymous();
        app.MapScalarApiReference(PagePath, options =>
        {
            options.Title = "Zhiyan 知言 · API";
            options.OpenApiRoutePattern = DocumentPath;
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.HideClientButton = true;
            options.Agent = new ScalarAgentOptions { Disabled = true };
            options.Mcp = new ScalarMcpOptions { Disabled = true };
            options.WithNonce();
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;     // they offer to share and deploy what is private
        }).WithMetadata(OpenToAll.Mark).AllowAnonymous().AddEndpointFilter(async (context, next) =>
        {
            var page = await next(context);
            context.HttpContext.Response.Headers.ContentSecurityPolicy = Policy(context.HttpContext.Items[ScalarOptions.NonceHttpContextItemKey]);
            return page;
        });
    }
}
