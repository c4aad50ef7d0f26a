using System.Text.RegularExpressions;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Tests.Tokenizers;

public sealed class DigitTriplesTests
{
    [Fact]
    public void Agrees_with_its_pattern_on_random_text()
    {
        var random = new Random(20250310);
        var pattern = new Regex(DigitTriples.Pattern, RegexOptions.CultureInvariant);

        for (var round = 0; round < 5000; round++)
        {
            var text = "." + new string(random.GetItems<char>("123456789a_ .中\u0301٣", random.Next(24)));
            var pieces = new Pieces(text.AsMemory(), first: true);
            new DigitTriples().Apply(pieces);

            Assert.Equal(Isolated(pattern, text), pieces.Spans.Select(span => text[span.Start..span.End]));
        }
    }

    /// <summary>The matches, and the gaps between them.</summary>
    private static List<string> Isolated(Regex pattern, string text)
    {
        var parts = new List<string>();
        var at = 0;
        foreach (Match match in pattern.Matches(text))
        {
            if (at < match.Index) parts.Add(text[at..match.Index]);
            parts.Add(match.Value);
            at = match.Index + match.Length;
        }
        if (at < text.Length) parts.Add(text[at..]);
        return parts;
    }
}
