using Microsoft.Extensions.AI;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Bench.Libraries;

/// <summary>A library of made-up passages, stored as real ones are: terms are drawn by Zipf's law, vectors around those of topics, as texts' are.</summary>
internal sealed class SyntheticLibrary(int seed) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int Vocabulary = 500_000, TermsOfPassage = 80, PassagesOfDocument = 100, DocumentsOfBatch = 64, Width = 384, TermsOfQuestion = 8, Topics = 2_000;

    private readonly Random terms = new(seed), questions = new(seed + 1), vectors = new(seed + 2);

    private float[][]? topics;

    /// <summary>Stores whole batches until there are so many passages.</summary>
    public void Fill(Library library, int passages)
    {
        long source = library.Documents.Source("/made-up");
        for (int batch = library.Progress.Passages / (PassagesOfDocument * DocumentsOfBatch); library.Progress.Passages < passages; batch++)
            library.Add([.. Enumerable.Range(0, DocumentsOfBatch).Select(number => (Document(source, $"{batch:D6}-{number:D2}"), (DocumentEntry?)null))]);
    }

    /// <summary>Words drawn as those of the passages are, so that common ones are asked for as often as they stand there.</summary>
    public string Question() => string.Join(' ', Enumerable.Range(0, TermsOfQuestion).Select(_ => Term(questions)));

    /// <summary>The terms of the passages that the first <see cref="Fill"/> stores, in its order.</summary>
    public static IEnumerable<string> Passages(int seed, int passages)
    {
        var made = new SyntheticLibrary(seed);
        for (int passage = 0; passage < passages; passage++) yield return string.Join(' ', Enumerable.Range(0, TermsOfPassage).Select(_ => Term(made.terms)));
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(Vector()))));

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private PreparedDocument Document(long source, string name)
    {
        var text = string.Concat(Enumerable.Range(0, PassagesOfDocument).Select(number => $"passage {number:D3} of {name}\n"));
        int length = text.Length / PassagesOfDocument;
        var entry = new DocumentEntry
        {
            Id = 0, Source = source, Path = name, Hash = name, Bytes = text.Length, Modified = DateTimeOffset.UnixEpoch, State = DocumentState.Readable, Characters = text.Length, ValidFrom = DateTimeOffset.UnixEpoch,
        };
        var places = Enumerable.Range(0, PassagesOfDocument).ToList();
        return new PreparedDocument(entry, new Document { Text = text }, [.. places.Select(place => new Chunk(place * length, (place + 1) * length - 1, null, ""))], [.. places.Select(_ => Terms())]);
    }

    private ChunkTerms Terms()
    {
        var occurrences = new Dictionary<string, int>(TermsOfPassage);
        for (int at = 0; at < TermsOfPassage; at++)
        {
            var term = Term(terms);
            occurrences[term] = occurrences.GetValueOrDefault(term) + 1;
        }
        return new ChunkTerms(occurrences, TermsOfPassage);
    }

    /// <summary>A rank's logarithm is even: the word of rank r stands there 1/r as often as the first.</summary>
    private static string Term(Random random) => $"w{(int)Math.Exp(random.NextDouble() * Math.Log(Vocabulary))}";

    /// <summary>Half of a vector is its topic's, so that two of one topic have a cosine of 0.5, about.</summary>
    private float[] Vector()
    {
        topics ??= [.. Enumerable.Range(0, Topics).Select(_ => Direction())];
        var topic = topics[vectors.Next(Topics)];
        return Scaled([.. Direction().Zip(topic, (own, shared) => own + shared)]);
    }

    private float[] Direction() => Scaled([.. Enumerable.Range(0, Width).Select(_ => (float)(vectors.NextDouble() + vectors.NextDouble() + vectors.NextDouble() - 1.5))]);

    private static float[] Scaled(float[] vector)
    {
        float length = MathF.Sqrt(vector.Sum(value => value * value));
        for (int at = 0; at < Width; at++) vector[at] /= length;
        return vector;
    }
}
