using Microsoft.Extensions.AI;

namespace Zhiyan.Knowledge;

/// <summary>What turns questions and passages into vectors of length 1.</summary>
/// <param name="name">The model's, kept with the vectors: those of another model are made anew.</param>
/// <param name="hasRoles">Whether the model wants to know what is a question and what a passage: then it is told in the additional property <c>role</c>.</param>
public sealed class Embedder(IEmbeddingGenerator<string, Embedding<float>> generator, string name, bool hasRoles)
{
    public string Name => name;

    public async Task<ReadOnlyMemory<float>> Question(string text, CancellationToken cancellation) => (await Embed([text], "query", cancellation))[0];

    public Task<IReadOnlyList<ReadOnlyMemory<float>>> Passages(IReadOnlyList<string> texts, CancellationToken cancellation) => Embed(texts, "passage", cancellation);

    private async Task<IReadOnlyList<ReadOnlyMemory<float>>> Embed(IReadOnlyList<string> texts, string role, CancellationToken cancellation)
    {
        var options = new EmbeddingGenerationOptions { AdditionalProperties = new() { ["truncate"] = true } };
        if (hasRoles) options.AdditionalProperties["role"] = role;
        var embeddings = await generator.GenerateAsync(texts, options, cancellation);
        return [.. embeddings.Select(embedding => embedding.Vector)];
    }
}
