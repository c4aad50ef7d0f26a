using Zhiyan.Knowledge.Checking;
using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Of sentences, the one that says most of what the others speak of: a text's own words for what it is about.</summary>
internal static class CentralSentence
{
    /// <summary>Characters of a sentence that can stand alone.</summary>
    private const int Shortest = 12, Longest = 240;

    /// <summary>Of a range of a text; null where no sentence of it can stand alone.</summary>
    public static (int Start, int End)? Of(string text, int start, int end, Func<string, string> fold)
    {
        var sentences = Sentences.Of(text, start, end).Where(sentence => sentence.End - sentence.Start is >= Shortest and <= Longest).ToList();
        return sentences.Count == 0 ? null : sentences[Best([.. sentences.Select(sentence => text[sentence.Start..sentence.End])], fold)];
    }

    /// <summary>The place of the best of several sentences.</summary>
    public static int Best(IReadOnlyList<string> sentences, Func<string, string> fold)
    {
        var words = sentences.Select(sentence => Terms.Of(fold(sentence)).Select(term => term.Text).ToHashSet()).ToList();
        var counts = words.SelectMany(word => word).CountBy(word => word).ToDictionary();
        // A word of this sentence alone tells nothing of the others; the root keeps long ones from winning by their length.
        return Enumerable.Range(0, words.Count).MaxBy(at => words[at].Sum(word => counts[word] - 1.0) / Math.Sqrt(words[at].Count + 1));
    }
}
