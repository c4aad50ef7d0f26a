using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Memory;

namespace Zhiyan.Knowledge;

/// <summary>What turns questions and passages into vectors of length 1. Thread-safe, as far as its generator is.</summary>
/// <param name="name">The model's, kept with the vectors: those of another model are made anew.</param>
/// <param name="hasRoles">Whether the model wants to know what is a question and what a passage: then it is told in the additional property <c>role</c>.</param>
public sealed class Embedder(IEmbeddingGenerator<string, Embedding<float>> generator, string name, bool hasRoles)
{
    /// <summary>Sentences whose vectors are kept: some 40 MB at 384 dimensions, with their texts.</summary>
    private const int MostKept = 16_384;

    private const int Batch = 64;

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = MostKept });

    public string Name => name;

    public async Task<ReadOnlyMemory<float>> Question(string text, CancellationToken cancellation) => (await Embed([text], "query", cancellation))[0];

    public Task<IReadOnlyList<ReadOnlyMemory<float>>> Passages(IReadOnlyList<string> texts, CancellationToken cancellation) => Embed(texts, "passage", cancellation);

    /// <summary>As <see cref="Passages"/>, for texts that are likely asked for again, as by the next question to a document: their vectors are kept for a while.</summary>
    public async Task<IReadOnlyList<ReadOnlyMemory<float>>> Sentences(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var vectors = texts.Distinct().ToDictionary(text => text, kept.Get<ReadOnlyMemory<float>>);
        foreach (var batch in vectors.Where(known => known.Value.IsEmpty).Select(known => known.Key).Chunk(Batch))
            foreach (var (text, vector) in batch.Zip(await Passages(batch, cancellation))) vectors[text] = kept.Set(text, vector, new MemoryCacheEntryOptions { Size = 1 });
        return [.. texts.Select(text => vectors[text])];
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<float>>> Embed(IReadOnlyList<string> texts, string role, CancellationToken cancellation)
    {
        var options = new EmbeddingGenerationOptions { AdditionalProperties = new() { ["truncate"] = true } };
        if (hasRoles) options.AdditionalProperties["role"] = role;
        var embeddings = await generator.GenerateAsync(texts, options, cancellation);
        return [.. embeddings.Select(embedding => embedding.Vector)];
    }
}
