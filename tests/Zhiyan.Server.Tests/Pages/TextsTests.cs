using System.Globalization;
using System.Text.RegularExpressions;
using Zhiyan.Server.Pages;

namespace Zhiyan.Server.Tests.Pages;

public sealed partial class TextsTests
{
    [Fact]
    public void Every_language_has_every_text_with_the_same_places()
    {
        var english = Languages.TextsOf(Languages.English);

        foreach (var texts in Languages.All.Select(Languages.TextsOf))
        {
            Assert.Equal(english.Keys.Order(), texts.Keys.Order());
            foreach (var (key, text) in texts) Assert.Equal((key, Places(english[key])), (key, Places(text)));
        }
    }

    [Theory, InlineData("en", "en", "Change Search, now Ctrl+K"), InlineData("zh", "zh", "修改“Search”，现为 Ctrl+K")]
    public void Values_stand_in_their_places(string language, string tag, string expected)
    {
        var texts = new Texts(language, new CultureInfo(language));

        var text = texts["shortcuts.change", ("keys", "Ctrl+K"), ("name", "Search")];

        Assert.Equal(expected, text);
        Assert.StartsWith(tag, texts.Tag, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en-US", 1, "1 file of 1")]
    [InlineData("en-US", 0, "0 files of 1")]
    [InlineData("en-US", 12_345, "12,345 files of 1")]
    [InlineData("de-DE", 12_345, "12.345 files of 1")]
    public void A_count_chooses_its_form_and_is_written_by_the_culture(string culture, int count, string expected)
    {
        var text = Texts.Fill("{n} {n:file|files} of {all}", new CultureInfo(culture), [("n", count), ("all", 1)]);

        Assert.Equal(expected, text);
    }

    [Fact]
    public void A_value_with_braces_is_not_read_again()
    {
        var text = Texts.Fill("{a} {b}", CultureInfo.InvariantCulture, [("a", "{b}"), ("b", "x")]);

        Assert.Equal("{b} x", text);
    }

    [Fact]
    public void A_key_that_no_language_has_is_told()
    {
        var texts = new Texts(Languages.English, CultureInfo.InvariantCulture);

        var error = Assert.Throws<KeyNotFoundException>(() => texts["no.such"]);

        Assert.Contains("no.such", error.Message, StringComparison.Ordinal);
    }

    private static string Places(string text) => string.Join(',', Place().Matches(text).Select(place => place.Groups[1].Value).Distinct().Order());

    [GeneratedRegex(@"\{(\w+)[:}]")]
    private static partial Regex Place();
}
