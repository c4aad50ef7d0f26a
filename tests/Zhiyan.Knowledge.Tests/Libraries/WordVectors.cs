using Microsoft.Extensions.AI;

namespace Zhiyan.Knowledge.Tests.Libraries;

/// <summary>Vectors by the characters of a text: near where texts share letters. The same text always has the same one.</summary>
internal sealed class WordVectors(int width = 64) : IEmbeddingGenerator<string, Embedding<float>>
{
    public int Texts { get; private set; }

    /// <summary>What happens before the vectors of passages are made.</summary>
    public Func<Task> BeforePassages { get; set; } = () => Task.CompletedTask;

    public static Embedder Embedder(WordVectors vectors, string name = "word-vectors") => new(vectors, name, hasRoles: true);

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.AdditionalProperties?["role"] is "passage") await BeforePassages();
        cancellationToken.ThrowIfCancellationRequested();
        var texts = values.ToList();
        Texts += texts.Count;
        return new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(Vector(text))));
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }

    private float[] Vector(string text)
    {
        var vector = new float[width];
        for (int at = 0; at + 1 < text.Length; at++) vector[(char.ToLowerInvariant(text[at]) * 7 + char.ToLowerInvariant(text[at + 1]) * 13) % width]++;
        float length = MathF.Sqrt(vector.Sum(value => value * value));
        return length == 0 ? vector : [.. vector.Select(value => value / length)];
    }
}
