using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.Checking;

/// <summary>
/// Lays a claim over a passage: which sentences say most of its words. Words that few sentences of the passage have weigh more, as do those it lacks.
/// </summary>
internal sealed class Alignment
{
    /// <summary>Sentences of a window: a claim often joins what stands in two or three.</summary>
    private const int MaximumSentences = 3;

    private readonly LaidSentence[] sentences;
    private readonly Dictionary<string, int> sentencesWith = new(StringComparer.Ordinal);

    public Alignment(string claim, string passage, Func<string, string> fold)
    {
        Claim = fold(claim);
        ClaimTerms = Terms.Of(Claim);
        sentences = [.. Sentences.Of(passage).Select(range =>
        {
            var folded = fold(passage[range.Start..range.End]);
            return new LaidSentence(new Span(range.Start, range.End), folded, Terms.Of(folded).Select(term => term.Text).ToHashSet(StringComparer.Ordinal));
        })];
        foreach (var term in sentences.SelectMany(sentence => sentence.Terms)) sentencesWith[term] = sentencesWith.GetValueOrDefault(term) + 1;
        Window = Choose();
        Passage = string.Join('\n', sentences.Select(sentence => sentence.Folded));
        WindowText = string.Join('\n', Window.Select(at => sentences[at].Folded));
        WindowSource = string.Join(' ', Window.Select(at => passage[sentences[at].Range.Start..sentences[at].Range.End]));
    }

    /// <summary>The claim, folded.</summary>
    public string Claim { get; }

    public IReadOnlyList<Term> ClaimTerms { get; }

    /// <summary>Of the passage, in its order.</summary>
    public IReadOnlyList<LaidSentence> PassageSentences => sentences;

    /// <summary>The passage, folded, a sentence on each line.</summary>
    public string Passage { get; }

    /// <summary>The chosen sentences in the passage's order, by their number.</summary>
    public IReadOnlyList<int> Window { get; }

    public string WindowText { get; }

    /// <summary>The same as they stand in the passage.</summary>
    public string WindowSource { get; }

    /// <summary>The sentence that says most of the claim; -1 where none says anything of it.</summary>
    public int Best { get; private set; } = -1;

    public string BestText => Best < 0 ? "" : sentences[Best].Folded;

    /// <summary>The share of the claim's words, by weight, that these sentences say.</summary>
    public double Coverage(IEnumerable<int> of)
    {
        HashSet<string> said = [.. of.SelectMany(at => sentences[at].Terms)];
        double all = ClaimTerms.Sum(Weight);
        return all == 0 ? 0 : ClaimTerms.Where(term => said.Contains(term.Text)).Sum(Weight) / all;
    }

    public double BestCoverage => Best < 0 ? 0 : Coverage([Best]);

    public double PassageCoverage => Coverage(Enumerable.Range(0, sentences.Length));

    /// <summary>
    /// The range of the best sentence, grown by neighbours that are in the window too; null where there is none.
    /// </summary>
    public Span? Evidence
    {
        get
        {
            if (Best < 0) return null;
            int first = Best, last = Best;
            while (Window.Contains(first - 1)) first--;
            while (Window.Contains(last + 1)) last++;
            return new Span(sentences[first].Range.Start, sentences[last].Range.End);
        }
    }

    /// <summary>The rarer a word in the passage, the more.</summary>
    public double Weight(Term term) => Math.Log((sentences.Length + 1.0) / (sentencesWith.GetValueOrDefault(term.Text) + 0.5));

    /// <summary>The sentence that says most; then, twice, the one that adds most of what is missing.</summary>
    private int[] Choose()
    {
        var missing = ClaimTerms.DistinctBy(term => term.Text).ToList();
        var all = missing.ToList();
        var chosen = new List<int>();
        while (chosen.Count < MaximumSentences)
        {
            var (at, gain) = (-1, 0.0);
            for (int candidate = 0; candidate < sentences.Length; candidate++)
            {
                if (chosen.Contains(candidate)) continue;
                double adds = Gain(missing, candidate);
                if (adds == 0) continue;
                adds += 0.2 * Gain(all, candidate);     // between two that add the same, the one closer to the whole claim
                if (adds > gain) (at, gain) = (candidate, adds);
            }
            if (at < 0) break;
            if (Best < 0) Best = at;
            chosen.Add(at);
            missing.RemoveAll(term => sentences[at].Terms.Contains(term.Text));
        }
        return [.. chosen.Order()];

        double Gain(List<Term> terms, int candidate) => terms.Where(term => sentences[candidate].Terms.Contains(term.Text)).Sum(Weight);
    }
}

/// <summary>A sentence of a passage.</summary>
/// <param name="Range">Where it stands.</param>
internal sealed record LaidSentence(Span Range, string Folded, IReadOnlySet<string> Terms);
