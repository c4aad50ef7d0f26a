using Microsoft.Extensions.AI;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Server.Engines;

namespace Zhiyan.Server.Libraries;

/// <summary>An installed embedding model as the standard generator: each request loads it where need be. The additional properties <c>role</c> and <c>truncate</c> count. Thread-safe.</summary>
internal sealed class HostedEmbeddings(EmbeddingHost host, InstalledModel model) : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        object? role = null, truncate = null;
        options?.AdditionalProperties?.TryGetValue("role", out role);
        options?.AdditionalProperties?.TryGetValue("truncate", out truncate);
        var texts = values.ToList();
        var wish = new EmbeddingOptions { Role = role?.ToString(), Truncate = truncate is true };

        var embedded = await host.Run(model, loaded => loaded.Embed(texts, wish, cancellationToken), cancellationToken);

        return new GeneratedEmbeddings<Embedding<float>>(embedded.Vectors.Select(vector => new Embedding<float>(vector) { ModelId = model.Id }));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>The model belongs to its host.</summary>
    public void Dispose() { }
}
