using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Answering;

/// <summary>Ranks the sentences of passages by how well they answer a question.</summary>
/// <param name="outlineOf">Gives the outlines of documents, whose headings are no sentences; null where there are none.</param>
internal sealed class EvidenceFinder(TermAnalyzer analyzer, TextFolding folding, Embedder? embedder, Func<long, Outline>? outlineOf = null)
{
    /// <summary>The best first.</summary>
    /// <param name="weights">The question's terms, each weighed by how rare it is in the library.</param>
    public async Task<IReadOnlyList<Candidate>> Rank(
        string question, string language, IReadOnlyDictionary<string, double> weights, IReadOnlyList<Passage> passages, bool asksModel, CancellationToken cancellation)
    {
        var (candidates, features) = await Measure(question, weights, passages, cancellation);
        return
        [
            .. candidates.Select((candidate, index) => candidate with { LogOdds = ModelFor(language, candidate, asksModel).LogOdds(features.Of(index)) })
                .OrderByDescending(candidate => candidate.LogOdds),
        ];
    }

    public EvidenceModel ModelFor(string language, Candidate candidate, bool asksModel) => EvidenceModel.For(language, candidate.Passage.Document.Language, embedder is not null, asksModel);

    /// <summary>The sentences in their order, and what is known of each.</summary>
    public async Task<(IReadOnlyList<Candidate> Candidates, EvidenceFeatures Features)> Measure(
        string question, IReadOnlyDictionary<string, double> weights, IReadOnlyList<Passage> passages, CancellationToken cancellation)
    {
        double all = Math.Max(weights.Values.Sum(), 1e-9);
        var candidates = new List<Candidate>();
        foreach (var (rank, passage) in passages.Index())
        {
            var terms = analyzer.Chunk(passage.Text).Occurrences;
            var outline = outlineOf?.Invoke(passage.Document.Id);
            double coverage = weights.Where(term => terms.ContainsKey(term.Key)).Sum(term => term.Value) / all;
            foreach (var (start, end) in Sentences.Of(passage.Text))
                if (outline?.EndsAt(passage.Start + end) is not true && !Instructions.Are(passage.Text[start..end])) candidates.Add(new Candidate(passage, rank, passage.Start + start, passage.Start + end, passage.Text[start..end], 0, coverage));
        }
        if (embedder is not null && candidates.Count > 0)
        {
            var asked = await embedder.Question(question, cancellation);
            var meanings = await embedder.Sentences([.. candidates.Select(candidate => candidate.Text)], cancellation);
            candidates = [.. candidates.Zip(meanings, (candidate, vector) => candidate with { Meaning = Dot(vector.Span, asked.Span) })];
        }
        return (candidates, new EvidenceFeatures(question, weights, candidates, analyzer, folding));
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float sum = 0;
        for (int at = 0; at < a.Length; at++) sum += a[at] * b[at];
        return sum;
    }
}
