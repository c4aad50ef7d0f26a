using System.Text.Encodings.Web;
using System.Text.Unicode;
using Zhiyan.Server.Pages.Web;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Pages;

/// <summary>The pages: rendered by the server, moved between without a reload, and needing no connection while they are read.</summary>
internal static class PagesSetup
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(_ => WebBundle.Open(Path.Combine(AppContext.BaseDirectory, "web")));
        services.AddHttpContextAccessor();
        services.AddScoped<Texts>().AddScoped<Appearance>();
        services.Configure<RequestLocalizationOptions>(Languages.Configure);
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "antiforgery";
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true;      // the policy's frame-ancestors says it
        });
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));       // or Chinese would be sent as numbers, at thrice the size
        services.AddRazorComponents();
    }

    /// <summary>What comes before routing: files, languages, and pages for what goes wrong behind it.</summary>
    public static void UseBefore(WebApplication app)
    {
        app.UseRequestLocalization();
        app.UseMiddleware<PageHeaders>();
        app.UseMiddleware<PageErrors>();
    }

    public static void Map(WebApplication app)
    {
        app.MapRazorComponents<App>().WithMetadata(OpenToAll.Mark);
        AppearanceEndpoint.Map(app);
    }
}
