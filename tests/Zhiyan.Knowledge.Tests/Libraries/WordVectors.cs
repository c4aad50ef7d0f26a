using Microsoft.Extensions.AI;

namespace Zhiyan.Knowledge.Tests.Libraries;

/// <summary>Vectors by the characters of a text: near where texts share letters. The same text always has the same one.</summary>
internal sealed class WordVectors : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Width = 64;

    public int Texts { get; private set; }

    public static Embedder Embedder(WordVectors vectors) => new(vectors, "word-vectors", hasRoles: true);

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var texts = values.ToList();
        Texts += texts.Count;
        return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(Vector(text)))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private static float[] Vector(string text)
    {
        var vector = new float[Width];
        for (int at = 0; at + 1 < text.Length; at++) vector[(char.ToLowerInvariant(text[at]) * 7 + char.ToLowerInvariant(text[at + 1]) * 13) % Width]++;
        float length = MathF.Sqrt(vector.Sum(value => value * value));
        return length == 0 ? vector : [.. vector.Select(value => value / length)];
    }
}
