using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>Search by words and by meaning, side by side, and both lists made one.</summary>
internal sealed class HybridSearch(Library library, LibraryIndex index, TermAnalyzer analyzer, Embedder? embedder, TimeProvider time)
{
    /// <summary>The best of each list, of which the result is made.</summary>
    private const int Candidates = 100;

    public async Task<IReadOnlyList<Passage>> Run(SearchRequest request, CancellationToken cancellation)
    {
        Func<long, bool> isWanted = SearchScope.Of(library.Documents.All, request, time.GetUtcNow()).Select(entry => entry.Id).ToHashSet().Contains;
        int most = Math.Max(Candidates, request.Top);
        // Vectors of another model are not compared: until they are made anew, words find what there is.
        var model = embedder is not null && index.Vectors.Count > 0 && index.Knows(embedder) ? embedder : null;
        bool byVectorsAlone = request.Mode is SearchMode.Vectors && model is not null;
        var terms = byVectorsAlone ? new Dictionary<string, double>() : analyzer.Question(request.Question);
        var byWords = Task.Run(() => index.Best(terms, most, isWanted), cancellation);
        ReadOnlyMemory<float> vector = request.Mode is SearchMode.Words || model is null ? default : await model.Question(request.Question, cancellation);
        var byMeaning = vector.IsEmpty ? [] : index.Nearest(vector, most, isWanted);
        var words = await byWords;
        if (words.Hits.Count == 0 && !byVectorsAlone) words = ByTitle(request.Question, isWanted);
        var fused = Fusion.Of(words, byMeaning, chunk => index.Vectors.Cosine(chunk, vector.Span), request.Top);
        var rows = index.Read([.. fused.Select(hit => hit.Chunk)]).ToDictionary(row => row.Ordinal);
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
            .Select(entry => index.FirstOf(entry.Id)).OfType<int>().Take(Candidates).Select(chunk => new Scored(chunk, 1)),
    ], 1);
}
