using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Server.Tests.Libraries;

public sealed class ScopeFieldsTests
{
    [Fact]
    public void What_is_empty_leaves_everything_to_the_default()
    {
        var fields = Of(("reading", ""), ("path", "  "), ("kind", ""), ("since", ""));

        var asked = fields.Question("x");

        Assert.False(fields.IsFilled);
        Assert.Equal(new AskRequest("x") { Within = new SearchRequest("x") }, asked);
    }

    [Fact]
    public void Days_are_the_readers_own_from_their_beginning_to_their_end()
    {
        var fields = Of(("reading", "full_text"), ("path", " 合同/*.pdf "), ("kind", "pdf"), ("language", "zh"), ("since", "2026-03-01"), ("until", "2026-03-31"), ("at", "2026-12-31"));

        var asked = fields.Question("x");

        Assert.True(fields.IsFilled);
        Assert.Equal(ReadingMode.FullText, asked.Reading);
        Assert.Equal(["合同/*.pdf"], asked.Within.Paths!);
        Assert.Equal([DocumentKind.Pdf], asked.Within.Kinds!);
        Assert.Equal(["zh"], asked.Within.Languages!);
        Assert.Equal([At("2026-02-28T16:00Z"), At("2026-03-31T16:00Z"), At("2026-12-31T16:00Z")], new[] { asked.Within.Since, asked.Within.Until, asked.Within.At });
    }

    [Theory]
    [InlineData("reading", "all")]
    [InlineData("kind", "film")]
    [InlineData("language", "fr")]
    [InlineData("since", "yesterday")]
    [InlineData("until", "9999-12-31")]
    [InlineData("at", "0001-01-01")]
    public void What_a_field_cannot_hold_is_refused_by_its_name(string name, string text)
    {
        var refused = Assert.Throws<ApiException>(() => Of((name, text)).Question("x"));

        Assert.Contains($"{name} cannot be '{text}'", refused.Message);
    }

    /// <summary>As a reader in China fills them in: eight hours ahead of UTC.</summary>
    private static ScopeFields Of(params (string Name, string Text)[] filled) => new(name => filled.FirstOrDefault(field => field.Name == name).Text, 480);

    private static DateTimeOffset? At(string moment) => DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);
}
