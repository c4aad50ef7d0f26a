using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Answering;

/// <summary>Tells whether two sentences of different documents say the same, or nearly the same with something changed.</summary>
internal sealed class Variants(TextFolding folding)
{
    /// <summary>Sentences that share this much of their pairs of characters are versions of one.</summary>
    private const double Same = 0.7;

    public SentenceRelation Compare(string one, string other)
    {
        string a = Letters(one), b = Letters(other);
        if (a == b) return SentenceRelation.Equal;
        return Likeness(a, b) >= Same ? SentenceRelation.Differing : SentenceRelation.Unlike;
    }

    /// <summary>Dice's coefficient over pairs of characters.</summary>
    private static double Likeness(string a, string b)
    {
        var pairs = Pairs(a);
        int all = pairs.Values.Sum(), shared = 0, others = Math.Max(b.Length - 1, 0);
        for (int at = 0; at + 1 < b.Length; at++)
        {
            if (!pairs.TryGetValue((b[at], b[at + 1]), out int left) || left == 0) continue;
            pairs[(b[at], b[at + 1])] = left - 1;
            shared++;
        }
        return all + others == 0 ? 0 : 2.0 * shared / (all + others);
    }

    private static Dictionary<(char, char), int> Pairs(string text)
    {
        var pairs = new Dictionary<(char, char), int>();
        for (int at = 0; at + 1 < text.Length; at++) pairs[(text[at], text[at + 1])] = pairs.GetValueOrDefault((text[at], text[at + 1])) + 1;
        return pairs;
    }

    private string Letters(string text) => string.Concat(folding.Fold(text).Text.Where(char.IsLetterOrDigit));
}

internal enum SentenceRelation
{
    Unlike,
    Equal,

    /// <summary>Versions of one sentence that say different things.</summary>
    Differing,
}
