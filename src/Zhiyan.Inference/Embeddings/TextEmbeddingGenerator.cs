using Microsoft.Extensions.AI;

namespace Zhiyan.Inference.Embeddings;

/// <summary>
/// An <see cref="EmbeddingModel"/> as the standard generator, for use within the process. Thread-safe; it does not own the model. A role of the
/// card may be given as the additional property <c>role</c>; texts longer than the context are refused, or cut where the additional property <c>truncate</c> is true.
/// </summary>
internal sealed class TextEmbeddingGenerator(EmbeddingModel model) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.Dimensions is { } dimensions && dimensions != model.Dimensions)
            throw new ArgumentException($"the model's vectors have {model.Dimensions} dimensions, not {dimensions}.", nameof(options));
        object? role = null, truncate = null;
        options?.AdditionalProperties?.TryGetValue("role", out role);
        options?.AdditionalProperties?.TryGetValue("truncate", out truncate);
        var texts = values.ToList();

        var embedded = await Task.Run(() => model.Embed(texts, new EmbeddingOptions { Role = role?.ToString(), Truncate = truncate is true }, cancellationToken), cancellationToken);

        return new GeneratedEmbeddings<Embedding<float>>(embedded.Vectors.Select(vector => new Embedding<float>(vector) { ModelId = model.Card.Id }))
        {
            Usage = new UsageDetails { InputTokenCount = embedded.Tokens, TotalTokenCount = embedded.Tokens },
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("zhiyan", null, model.Card.Id, model.Dimensions)
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType == typeof(EmbeddingModel) ? model
        : null;

    /// <summary>The model belongs to whoever opened it.</summary>
    public void Dispose() { }
}
