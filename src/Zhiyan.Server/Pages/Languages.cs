using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Localization;

namespace Zhiyan.Server.Pages;

/// <summary>The languages of the user interface, and how a request chooses one: the address, the person's choice, the browser's wish, English.</summary>
internal static class Languages
{
    public const string Chinese = "zh";
    public const string English = "en";

    /// <summary>The cookie that keeps a person's choice, from before there is a person on.</summary>
    public const string Cookie = "language";

    /// <summary>A page in a language by its address alone, as the offline page is fetched ahead: ?language=zh.</summary>
    private const string Query = "language";

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> texts = new[] { Chinese, English }.ToFrozenDictionary(name => name, Read);

    public static IEnumerable<string> All => texts.Keys;

    public static bool Has(string? language) => language is not null && texts.ContainsKey(language);

    public static FrozenDictionary<string, string> TextsOf(string language) => texts[language];

    /// <summary>The language of the request that is being answered.</summary>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is Chinese ? Chinese : English;

    public static void Configure(RequestLocalizationOptions options)
    {
        CultureInfo[] ui = [new(English), new(Chinese)];
        options.DefaultRequestCulture = new RequestCulture(English);
        options.SupportedUICultures = ui;
        // Dates and numbers as the browser's region writes them, where it is one of these languages'.
        options.SupportedCultures = [.. ui, .. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Where(culture => Has(culture.TwoLetterISOLanguageName))];
        options.RequestCultureProviders =
        [
            new CustomRequestCultureProvider(http => Task.FromResult(Chosen(http.Request.Query[Query].ToString()))),
            new CustomRequestCultureProvider(http => Task.FromResult(Chosen(http.Request.Cookies[Cookie]))),
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    }

    private static ProviderCultureResult? Chosen(string? language) => Has(language) ? new ProviderCultureResult(language) : null;

    private static FrozenDictionary<string, string> Read(string language)
    {
        using var stream = typeof(Languages).Assembly.GetManifestResourceStream($"Languages.{language}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary();
    }
}
