using System.Globalization;
using System.Text.RegularExpressions;

namespace Zhiyan.Server.Pages;

/// <summary>
/// The texts of the user interface in the language of a request. A text has places for values, {n}, and forms that a count chooses between,
/// {n:file|files}. Numbers are written by the request's culture.
/// </summary>
internal sealed partial class Texts
{
    private readonly IReadOnlyDictionary<string, string> texts;
    private readonly CultureInfo culture;

    public Texts() : this(Languages.Current, CultureInfo.CurrentCulture) { }

    public Texts(string language, CultureInfo culture)
    {
        Language = language;
        this.culture = culture;
        texts = Languages.TextsOf(language);
    }

    public string Language { get; }

    /// <summary>The language as HTML names it.</summary>
    public string Tag => Language == Languages.Chinese ? "zh-Hans" : "en";

    public string this[string key] => texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"no language has a text '{key}'.");

    public bool Has(string key) => texts.ContainsKey(key);

    public string this[string key, params (string Name, object Value)[] values] => Fill(this[key], culture, values);

    /// <summary>A day, written out.</summary>
    public string Day(DateTimeOffset time) => time.ToString("D", culture);

    public string Date(DateOnly day) => day.ToString("d", culture);

    public string Moment(DateTimeOffset time) => time.ToString("g", culture);

    internal static string Fill(string text, CultureInfo culture, (string Name, object Value)[] values) => Place().Replace(text, place => Fill(place, culture, values));

    private static string Fill(Match place, CultureInfo culture, (string Name, object Value)[] values)
    {
        foreach (var (name, value) in values)
        {
            if (name != place.Groups[1].Value) continue;
            if (place.Groups[2].Success) return place.Groups[value is 1 or 1L ? 2 : 3].Value;
            return value switch
            {
                int or long => ((IFormattable)value).ToString("N0", culture),
                IFormattable formattable => formattable.ToString(null, culture),
                _ => value.ToString() ?? "",
            };
        }
        return place.Value;
    }

    [GeneratedRegex(@"\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}")]
    private static partial Regex Place();
}
