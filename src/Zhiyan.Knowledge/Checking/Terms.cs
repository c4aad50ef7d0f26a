using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Checking;

/// <summary>
/// The words that carry what a folded text says: stems of Latin words, pairs of Han characters. Numbers are not among them; <see cref="Quantities"/> reads those.
/// </summary>
internal static partial class Terms
{
    /// <summary>Han characters that join words and are rarely part of one; no pair goes over them.</summary>
    private const string Joints = "的是在了于於和与與之为為被由有就也而及其这這那名所将將";

    private static readonly FrozenSet<string> stopWords = (
        "the a an of in on at to for from by with and or but is are was were be been being it its he she his her him they them their this that these those as who whom which what when where "
        + "there here than then so such into over about after before during while has have had do does did not no nor also one some any all most more very can could may might will would should "
        + "was called known used only never ever just both between against under out up down off through i you we us our your my me s t").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyList<Term> Of(string text)
    {
        var terms = new List<Term>();
        foreach (Match match in Run().Matches(text))
        {
            if (match.Value[0] < 0x2e80) AddWord(match);
            else AddPairs(match);
        }
        return terms;

        void AddWord(Match match)
        {
            if (match.Value.All(char.IsAsciiDigit) || stopWords.Contains(match.Value)) return;
            terms.Add(new Term(Stem(match.Value), match.Index, match.Index + match.Length));
        }

        void AddPairs(Match match)
        {
            for (int at = 0; at + 1 < match.Length; at++)
                if (!Joints.Contains(match.Value[at]) && !Joints.Contains(match.Value[at + 1]))
                    terms.Add(new Term(match.Value.Substring(at, 2), match.Index + at, match.Index + at + 2));
        }
    }

    /// <summary>Takes off what English adds to a word, roughly: two forms of one word should meet, and two words seldom do.</summary>
    public static string Stem(string word)
    {
        foreach (var (ending, rest) in ((string, int)[])[("ingly", 4), ("edly", 4), ("ation", 4), ("ing", 3), ("ies", 2), ("ied", 2), ("ed", 3), ("es", 3), ("ly", 3), ("s", 3), ("e", 3), ("y", 3)])
            if (word.Length - ending.Length >= rest && word.EndsWith(ending, StringComparison.Ordinal) && !word.EndsWith("ss", StringComparison.Ordinal))
                return word[..^ending.Length];
        return word;
    }

    [GeneratedRegex(@"[a-z\u00c0-\u024f\u0370-\u052f0-9]+|[\u3400-\u9fff]+")]
    private static partial Regex Run();
}

/// <summary>A term, and where it stands in the text.</summary>
internal readonly record struct Term(string Text, int Start, int End);
