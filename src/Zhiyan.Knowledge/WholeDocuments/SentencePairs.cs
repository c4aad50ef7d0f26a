using Zhiyan.Knowledge.Checking;
using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>
/// The sentences of two documents, each with the one of the other that it is a version of. Those with the same letters go together first; of the rest, those that share most of
/// their words, the likest first.
/// </summary>
internal sealed class SentencePairs
{
    /// <summary>Two sentences are versions of one from this share of common words on.</summary>
    private const double Versions = 0.5;

    /// <summary>Sentences that are looked at for one: those that have its rarest words.</summary>
    private const int MostCandidates = 60, RarestWords = 4;

    private SentencePairs(IReadOnlyList<ComparedSentence> first, IReadOnlyList<ComparedSentence> second) => (First, Second) = (first, second);

    public IReadOnlyList<ComparedSentence> First { get; }

    public IReadOnlyList<ComparedSentence> Second { get; }

    public static SentencePairs Of(string first, string second, Func<string, string> fold)
    {
        var pairs = new SentencePairs(Read(first, fold), Read(second, fold));
        pairs.PairEqual();
        pairs.PairVersions();
        return pairs;
    }

    private static List<ComparedSentence> Read(string text, Func<string, string> fold) =>
        [.. Sentences.Of(text).Select(place => new ComparedSentence(place.Start, place.End, fold(text[place.Start..place.End]))).Where(sentence => sentence.Letters.Length > 0)];

    private void PairEqual()
    {
        var waiting = Second.GroupBy(sentence => sentence.Letters).ToDictionary(same => same.Key, same => new Queue<ComparedSentence>(same));
        foreach (var sentence in First)
            if (waiting.TryGetValue(sentence.Letters, out var same) && same.TryDequeue(out var other)) Pair(sentence, other, isEqual: true);
    }

    private void PairVersions()
    {
        var holders = Second.Where(sentence => sentence.Partner is null).SelectMany(sentence => sentence.Words.Select(word => (word, sentence))).ToLookup(held => held.word, held => held.sentence);
        var likest = new List<(double Likeness, ComparedSentence One, ComparedSentence Other)>();
        foreach (var one in First.Where(sentence => sentence.Partner is null))
        {
            var rarest = one.Words.Where(holders.Contains).OrderBy(word => holders[word].Count()).Take(RarestWords);
            foreach (var other in rarest.SelectMany(word => holders[word].Take(MostCandidates)).Distinct())
            {
                double likeness = 2.0 * one.Words.Count(other.Words.Contains) / (one.Words.Count + other.Words.Count);
                if (likeness >= Versions) likest.Add((likeness, one, other));
            }
        }
        foreach (var (_, one, other) in likest.OrderByDescending(pair => pair.Likeness).ThenBy(pair => pair.One.Start).ThenBy(pair => pair.Other.Start))
            if (one.Partner is null && other.Partner is null) Pair(one, other, isEqual: false);
    }

    private static void Pair(ComparedSentence one, ComparedSentence other, bool isEqual)
    {
        (one.Partner, other.Partner) = (other, one);
        one.IsEqual = other.IsEqual = isEqual;
    }
}

/// <summary>A sentence at its place, in UTF-16 units, and its version in the other document; null where there is none.</summary>
internal sealed class ComparedSentence(int start, int end, string folded)
{
    public int Start => start;

    public int End => end;

    public string Letters { get; } = string.Concat(folded.Where(char.IsLetterOrDigit));

    public IReadOnlySet<string> Words { get; } = Terms.Of(folded).Select(term => term.Text).ToHashSet();

    public IReadOnlyList<Quantity> Quantities { get; } = Checking.Quantities.Of(folded);

    public ComparedSentence? Partner { get; set; }

    /// <summary>Its partner has the same letters.</summary>
    public bool IsEqual { get; set; }
}
