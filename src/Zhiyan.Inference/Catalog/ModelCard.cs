using System.Text.Json;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Models;

namespace Zhiyan.Inference.Catalog;

/// <summary>
/// What is known of a model beyond its weights: <c>NAME.card.json</c> beside them. Verb, API and page all take their defaults from here.
/// </summary>
public sealed record ModelCard
{
    /// <summary>The value of <see cref="ToolCalls"/> for models that write calls as plain JSON, without tags.</summary>
    public const string BareJson = "bare-json";

    public const string ChatKind = "chat";

    public const string EmbeddingKind = "embedding";

    public const string RerankerKind = "reranker";

    private static readonly JsonSerializerOptions options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The name it is asked for by.</summary>
    public required string Id { get; init; }

    /// <summary>The weights, beside the card: a .gguf (the first part of a split one) or a folder.</summary>
    public required string File { get; init; }

    /// <summary>SPDX id; null where it is not known.</summary>
    public string? License { get; init; }

    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>What the model is for: <see cref="ChatKind"/>, <see cref="EmbeddingKind"/> or <see cref="RerankerKind"/>.</summary>
    public string Kind { get; init; } = ChatKind;

    /// <summary>What an embedding model wants in front of a text, by the text's role: <c>query</c>, <c>passage</c>. Offered, never forced.</summary>
    public IReadOnlyDictionary<string, string> Prefixes { get; init; } = new Dictionary<string, string>();

    public SamplingDefaults Sampling { get; init; } = new();

    /// <summary>How it writes tool calls where its template does not tell; null for tagged ones.</summary>
    public string? ToolCalls { get; init; }

    public string? Description { get; init; }

    /// <summary>Reads a card. Throws <see cref="ModelFormatException"/> that names the file.</summary>
    public static ModelCard Read(string path)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            return JsonSerializer.Deserialize<ModelCard>(stream, options) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{path}: this is no model card ({error.Message}); correct it or delete it.", error);
        }
    }

    /// <summary>The card of weights: the one beside them that names them, else one made from their name.</summary>
    public static ModelCard For(string path)
    {
        path = Path.TrimEndingDirectorySeparator(path);
        var name = Path.GetFileName(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (folder is not null && Directory.Exists(folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.card.json").Order(StringComparer.Ordinal))
                if (Read(file) is { } card && card.File == name) return card;
        }
        return Uncarded(path);
    }

    /// <summary>What can be told of weights without a card: their name, and what they are for.</summary>
    public static ModelCard Uncarded(string path)
    {
        var name = Path.GetFileName(path);
        return new ModelCard { Id = NameOf(name), File = name, Kind = KindOf(path) };
    }

    private static string KindOf(string path)
    {
        try
        {
            var purpose = ModelPurpose.Read(path);
            return purpose.Scores ? RerankerKind : purpose.Embeds ? EmbeddingKind : ChatKind;
        }
        catch (Exception error) when (error is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            return ChatKind;        // whoever opens it is told what ails it
        }
    }

    /// <summary>A file's name without its ending and part number.</summary>
    public static string NameOf(string file) => GgufFile.SplitName(file) is { } split ? split.Stem
        : file.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? file[..^5]
        : file;
}
