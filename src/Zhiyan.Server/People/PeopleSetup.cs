using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using System.Xml.Linq;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Files;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>What people and their sessions are made of.</summary>
internal static class PeopleSetup
{
    /// <summary>What OWASP advises for PBKDF2 with SHA-512.</summary>
    private const int HashRounds = 210_000;

    private const int TriesBeforeLock = 10;

    /// <summary>Requests of the pages' API that come at once from one person, and how many more each second: far beyond what hands can do.</summary>
    private const int Burst = 4_000;
    private const int PerSecond = 200;

    public static void AddServices(IServiceCollection services)
    {
        services.AddScoped(provider => provider.GetRequiredService<StoreFactory>().Open());
        services.AddIdentityCore<Person>(Configure).AddEntityFrameworkStores<StoreContext>()
            .AddTokenProvider<DataProtectorTokenProvider<Person>>(TokenOptions.DefaultProvider);
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = HashRounds);
        services.AddAuthentication(Sessions.Scheme).AddCookie(Sessions.Scheme, Configure);
        services.AddAuthorization(Access.Configure).AddSingleton<IAuthorizationMiddlewareResultHandler, Access>();
        services.AddRateLimiter(Configure);
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeptKeys>();
        services.AddSingleton<LocalOwner>().AddSingleton<Sessions>().AddSingleton<SignInLimits>().AddSingleton<Audit>().AddSingleton<FirstRun>().AddSingleton<Members>();
        services.AddSingleton<PersonKeys>().AddSingleton<PreferenceStore>().AddSingleton<UsageReport>().AddSingleton<Feedback>();
        services.AddSingleton<UsageLog>().AddHostedService(provider => provider.GetRequiredService<UsageLog>());
        services.AddScoped<Accounts>().AddScoped<Invites>();
    }

    /// <summary>Comes after routing and before whatever asks who is there.</summary>
    public static void Use(WebApplication app)
    {
        app.UseAuthentication();
        app.UseMiddleware<SignInCheck>();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<ApiUsage>();
        app.UseMiddleware<PictureWish>();
    }

    public static void Map(WebApplication app)
    {
        var forms = app.MapForms();
        SignInEndpoints.Map(forms);
        WelcomeEndpoints.Map(forms);
        SettingsEndpoints.Map(forms);
        AdminEndpoints.Map(forms, app);
        MeEndpoints.Map(app);
    }

    private static void Configure(IdentityOptions identity)
    {
        identity.User.AllowedUserNameCharacters = "";       // any: names are written in many scripts
        identity.Password.RequiredLength = Accounts.ShortestPassword;
        identity.Password.RequiredUniqueChars = 1;
        identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
        identity.Lockout.MaxFailedAccessAttempts = TriesBeforeLock;
    }

    private static void Configure(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "session";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;      // a link from elsewhere opens a chat; a change needs the page's token as well
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = Sessions.Life;
        cookie.SlidingExpiration = true;
        cookie.Events.OnValidatePrincipal = async context =>
        {
            if (await context.HttpContext.RequestServices.GetRequiredService<Sessions>().Check(context.Principal!) is { } now) context.ReplacePrincipal(now);
            else context.RejectPrincipal();
        };
    }

    private static void Configure(RateLimiterOptions limiter)
    {
        UploadLimits.Add(limiter);
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(UploadLimits.Rate(), PartitionedRateLimiter.Create<HttpContext, string>(http => http.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is null
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(
                Visitor.Find(http)?.ToString() ?? Peer.Of(http),
                _ => new TokenBucketRateLimiterOptions { TokenLimit = Burst, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0 })));
        limiter.OnRejected = (_, _) => throw new ApiException(new ApiError(StatusCodes.Status429TooManyRequests, "too many requests; wait a moment.", "rate_limit_error", null, "rate_limited"));
    }

    /// <summary>The keys that cookies and secrets are encrypted with lie in the data folder; without one they end with the process.</summary>
    private sealed class KeptKeys(ServerSettings settings, ILoggerFactory logs) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options)
        {
            if (settings.DataFolder is not { } data)
            {
                options.XmlRepository = new MemoryKeys();
                return;
            }
            var folder = Directory.CreateDirectory(Path.Combine(data, "secrets"));
            if (!OperatingSystem.IsWindows()) folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            options.XmlRepository = new FileSystemXmlRepository(folder, logs);
        }
    }

    private sealed class MemoryKeys : IXmlRepository
    {
        private readonly ConcurrentQueue<XElement> elements = [];

        public IReadOnlyCollection<XElement> GetAllElements() => [.. elements];

        public void StoreElement(XElement element, string friendlyName) => elements.Enqueue(element);
    }
}
