using Microsoft.Extensions.AI;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference;

/// <summary>
/// The front door for models that write nothing: they turn texts into vectors, or score how well documents answer a query. Thread-safe: calls
/// take turns, a pass of some 2,000 tokens at a time. A text's vector is the same bits whatever other texts come with it.
/// </summary>
public sealed class EmbeddingModel : IDisposable
{
    public const string QueryRole = "query", PassageRole = "passage";

    private readonly IHiddenStates states;      // in use by whoever holds the turn
    private readonly Lazy<Tokenizer> tokenizer;
    private readonly Lock turn = new();
    private bool closed;

    private EmbeddingModel(string path, ModelCard card, IHiddenStates states)
    {
        Path = path;
        Card = card;
        this.states = states;
        tokenizer = new Lazy<Tokenizer>(states.ReadTokenizer);
    }

    public string Path { get; }

    public ModelCard Card { get; }

    /// <summary>Values of a vector.</summary>
    public int Dimensions => states.Width;

    /// <summary>Tokens of the longest text, special ones included.</summary>
    public int Context => states.Context;

    public int VocabularySize => states.Vocabulary;

    /// <summary>It scores pairs of texts and gives no vectors.</summary>
    public bool IsReranker => states.Scores;

    public int Threads => states.Threads;

    /// <summary>Bytes of packed weights in private memory.</summary>
    public long PackedBytes => states.Bytes;

    /// <summary>Read when first asked for; throws <see cref="ModelFormatException"/> where the model has none that can be read.</summary>
    public Tokenizer Tokenizer => tokenizer.Value;

    internal IHiddenStates States => states;

    /// <summary>Opens a .gguf file or a model folder. Throws <see cref="ModelFormatException"/>, also for a model that is made to write.</summary>
    /// <param name="progress">Told, on this thread, of the fraction of the weights that is ready: it only ever grows, and ends at 1.</param>
    public static EmbeddingModel Open(string path, ModelCard? card = null, EmbeddingSettings? settings = null, IProgress<double>? progress = null)
    {
        settings ??= new EmbeddingSettings();
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Threads, nameof(settings.Threads));
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new ModelFormatException($"{path}: there is no such file or folder; give a .gguf file, a folder with safetensors, or an installed model's name.");
        var purpose = ModelPurpose.Read(path);
        return new EmbeddingModel(path, card ?? ModelCard.For(path), OpenStates(path, purpose, settings, progress));
    }

    /// <summary>
    /// The vectors of texts. Throws <see cref="TextTooLongException"/> where one does not fit and is not to be cut, and an
    /// <see cref="ArgumentException"/> for a role that the model's card does not have.
    /// </summary>
    public EmbeddedTexts Embed(IReadOnlyList<string> texts, EmbeddingOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= EmbeddingOptions.Default;
        var prefix = PrefixOf(options.Role);
        var format = new TextFormat(Tokenizer, Context, states.TokenTypes);
        var cuts = texts.Select((text, index) => format.One(prefix + text, index, options.Truncate)).ToList();
        return Embed([.. cuts.Select(cut => cut.Text)], cuts.Sum(cut => cut.Dropped), cancellation);
    }

    /// <summary>
    /// The vectors of texts in token ids, to which nothing is added. Where they are cut, what the last tokens say is lost, an end token too.
    /// </summary>
    public EmbeddedTexts EmbedTokens(IReadOnlyList<IReadOnlyList<int>> texts, bool truncate = false, CancellationToken cancellation = default)
    {
        foreach (var (index, text) in texts.Index())
        {
            if (text.Count == 0) throw new ArgumentException($"the text {index} (counted from 0) has no tokens; give it one or more.");
            foreach (var id in text)
                if ((uint)id >= (uint)VocabularySize) throw new ArgumentException($"the text {index} (counted from 0) holds the token {id}; the model's vocabulary ends at {VocabularySize - 1}.");
            if (text.Count > Context && !truncate) throw new TextTooLongException(index, text.Count, Context);
        }
        return Embed([.. texts.Select(text => new TokenizedText([.. text.Take(Context)]))], texts.Sum(text => Math.Max(0, text.Count - Context)), cancellation);
    }

    /// <summary>
    /// How well documents answer a query. A reranker reads each document with the query; an embedding model compares their vectors by the
    /// cosine, under the roles <c>query</c> and <c>passage</c> where its card has them. Throws as <see cref="Embed(IReadOnlyList{string}, EmbeddingOptions?, CancellationToken)"/> does.
    /// </summary>
    public Ranking Rerank(string query, IReadOnlyList<string> documents, bool truncate = false, CancellationToken cancellation = default) =>
        IsReranker ? Score(query, documents, truncate, cancellation) : Compare(query, documents, truncate, cancellation);

    /// <summary>The model as the standard generator, for use within the process. Disposing the generator leaves the model open.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> AsEmbeddingGenerator() => new TextEmbeddingGenerator(this);

    public void Dispose()
    {
        lock (turn)
        {
            if (closed) return;
            closed = true;
            states.Dispose();
        }
    }

    private static IHiddenStates OpenStates(string path, ModelPurpose purpose, EmbeddingSettings settings, IProgress<double>? progress)
    {
        if (purpose.IsEncoder) return EncoderStates.Open(path, settings, progress);
        if (purpose.Scores) throw new ModelFormatException($"{path}: rerankers of the architecture '{purpose.Architecture}' are not built, only those of {ModelPurpose.GgufEncoder}.");
        if (purpose.Pooling is { } pooling) return new DecoderStates(Model.Open(path, settings.Exact, progress: progress), pooling, settings);
        throw new ModelFormatException($"{path}: a model of the architecture '{purpose.Architecture}' that names no pooling writes text and gives no vectors; name an embedding model.");
    }

    private string PrefixOf(string? role)
    {
        if (role is null) return "";
        return Card.Prefixes.TryGetValue(role, out var prefix) ? prefix : throw new ArgumentException(Card.Prefixes.Count == 0
            ? $"the card of {Card.Id} has no roles; leave '{role}' out."
            : $"the card of {Card.Id} has no role '{role}'; it has: {string.Join(", ", Card.Prefixes.Keys)}.");
    }

    private EmbeddedTexts Embed(IReadOnlyList<TokenizedText> texts, int dropped, CancellationToken cancellation)
    {
        if (IsReranker) throw new InvalidOperationException($"{Card.Id} is a reranker: it scores pairs of texts and gives no vectors.");
        var vectors = new List<float[]>(texts.Count);
        EachPass(texts, cancellation, pass =>
        {
            var pool = new VectorPool(pass, states.Width, states.Pooling);
            states.Run(pass, pool.Add);
            vectors.AddRange(pool.Vectors);
        });
        return new EmbeddedTexts(vectors, texts.Sum(text => text.Tokens.Length), dropped);
    }

    private Ranking Score(string query, IReadOnlyList<string> documents, bool truncate, CancellationToken cancellation)
    {
        var format = new TextFormat(Tokenizer, Context, states.TokenTypes);
        var ids = format.Encode(query);
        var cuts = documents.Select((document, index) => format.Pair(ids, document, index, truncate)).ToList();
        var scores = new List<float>(documents.Count);
        EachPass([.. cuts.Select(cut => cut.Text)], cancellation, pass => scores.AddRange(states.Score(pass)));
        return new Ranking(scores, [.. scores.Select(score => 1 / (1 + MathF.Exp(-score)))], cuts.Sum(cut => cut.Text.Tokens.Length), cuts.Sum(cut => cut.Dropped));
    }

    private Ranking Compare(string query, IReadOnlyList<string> documents, bool truncate, CancellationToken cancellation)
    {
        var asked = Embed([query], As(QueryRole), cancellation);
        var read = Embed(documents, As(PassageRole), cancellation);
        float[] cosines = [.. read.Vectors.Select(vector => (float)vector.Zip(asked.Vectors[0], (left, right) => (double)left * right).Sum())];
        return new Ranking(cosines, cosines, asked.Tokens + read.Tokens, asked.DroppedTokens + read.DroppedTokens);

        EmbeddingOptions As(string role) => new() { Role = Card.Prefixes.ContainsKey(role) ? role : null, Truncate = truncate };
    }

    /// <summary>Cuts the texts into passes; between two of them other callers have their turn.</summary>
    private void EachPass(IReadOnlyList<TokenizedText> texts, CancellationToken cancellation, Action<IReadOnlyList<TokenizedText>> run)
    {
        for (var start = 0; start < texts.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            lock (turn)
            {
                ObjectDisposedException.ThrowIf(closed, this);
                var pass = texts.Skip(start).Take(states.Fit(texts.Skip(start))).ToList();
                run(pass);
                start += pass.Count;
            }
        }
    }
}
