using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>Search by words and by meaning, side by side, and both lists made one.</summary>
internal sealed class HybridSearch(Library library, TermAnalyzer analyzer, Embedder? embedder, TimeProvider time)
{
    /// <summary>The best of each list, of which the result is made.</summary>
    private const int Candidates = 100;

    public async Task<IReadOnlyList<Passage>> Run(SearchRequest request, CancellationToken cancellation)
    {
        Func<long, bool> isWanted = SearchScope.Of(library.Documents.All, request, time.GetUtcNow()).Select(entry => entry.Id).ToHashSet().Contains;
        int most = Math.Max(Candidates, request.Top);
        var terms = request.Mode is SearchMode.Vectors ? new Dictionary<string, double>() : analyzer.Question(request.Question);
        var byWords = Task.Run(() => library.Index.Best(terms, most, isWanted), cancellation);
        ReadOnlyMemory<float> vector = request.Mode is SearchMode.Words || embedder is null || library.Index.Vectors.Count == 0 ? default : await embedder.Question(request.Question, cancellation);
        var byMeaning = vector.IsEmpty ? [] : library.Index.Vectors.Nearest(vector.Span, most, chunk => isWanted(library.Index.DocumentOf(chunk)));
        var words = await byWords;
        if (words.Hits.Count == 0 && request.Mode is not SearchMode.Vectors) words = ByTitle(request.Question, isWanted);
        var fused = Fusion.Of(words, byMeaning, chunk => library.Index.Vectors.Cosine(chunk, vector.Span), request.Top);
        var rows = library.Index.Read([.. fused.Select(hit => hit.Chunk)]).ToDictionary(row => row.Ordinal);
        return
        [
            .. fused.Where(hit => rows.ContainsKey(hit.Chunk)).Select(hit =>
            {
                var row = rows[hit.Chunk];
                return new Passage(library.Documents.Find(row.Document)!, hit.Chunk, row.Chunk.Start, row.Chunk.End, row.Chunk.Page, row.Chunk.Context, row.Text, hit.Score, hit.WordScore, hit.VectorScore);
            }),
        ];
    }

    /// <summary>Where no word is found, titles that sound as what was typed: their first passages.</summary>
    private WordHits ByTitle(string question, Func<long, bool> isWanted) => Pinyin.Typed(question) is not { } typed ? WordHits.None : new(
    [
        .. library.Documents.All.Where(entry => isWanted(entry.Id) && KnowledgeAssets.Pinyin.Sounds(typed, entry.Name)).OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .Select(entry => library.Index.FirstOf(entry.Id)).OfType<int>().Take(Candidates).Select(chunk => new Scored(chunk, 1)),
    ], 1);
}
