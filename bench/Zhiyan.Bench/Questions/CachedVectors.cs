using Microsoft.Extensions.AI;

namespace Zhiyan.Bench.Questions;

/// <summary>Remembers the vector of every text it was asked for: the same sentences are candidates for many questions.</summary>
internal sealed class CachedVectors(IEmbeddingGenerator<string, Embedding<float>> inner) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    private readonly Dictionary<(string Role, string Text), Embedding<float>> known = [];

    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var role = options?.AdditionalProperties?["role"]?.ToString() ?? "";
        var texts = values.ToList();
        var missing = texts.Where(text => !known.ContainsKey((role, text))).Distinct().ToList();
        if (missing.Count > 0)
        {
            var made = await base.GenerateAsync(missing, options, cancellationToken);
            foreach (var (text, embedding) in missing.Zip(made)) known[(role, text)] = embedding;
        }
        return new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => known[(role, text)]));
    }
}
