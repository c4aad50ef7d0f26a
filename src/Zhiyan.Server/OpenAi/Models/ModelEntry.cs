using Zhiyan.Server.Engines;

namespace Zhiyan.Server.OpenAi.Models;

/// <summary>An installed model. Id, object, created and owned_by are OpenAI's; the rest tells what one would ask next.</summary>
internal sealed record ModelEntry(string Id, long Created, string State, string Kind, long SizeBytes)
{
    public string Object => "model";

    public string OwnedBy => "zhiyan";

    /// <summary>The fraction that is ready of a model on its way into memory.</summary>
    public double? Progress { get; init; }

    /// <summary>Why it could not be loaded the last time.</summary>
    public string? Failure { get; init; }

    /// <summary>Tokens a conversation may hold; known once the model is loaded.</summary>
    public int? Context { get; init; }

    /// <summary>Bytes of memory it takes, cache included; of a model that is loaded or loading.</summary>
    public long? MemoryBytes { get; init; }

    public string? License { get; init; }

    public IReadOnlyList<string>? Languages { get; init; }

    public string? Description { get; init; }

    /// <summary>What an embedding model wants in front of texts, by the <c>input_type</c> that puts it there.</summary>
    public IReadOnlyDictionary<string, string>? Prefixes { get; init; }

    /// <summary>What an incomplete model lacks.</summary>
    public string? Missing { get; init; }

    public static ModelEntry Of(HostedModel hosted)
    {
        var model = hosted.Model;
        return new ModelEntry(model.Id, new DateTimeOffset(File.GetLastWriteTimeUtc(model.Path)).ToUnixTimeSeconds(), hosted.State.ToString().ToLowerInvariant(), model.Card.Kind, model.Bytes)
        {
            Progress = hosted.Progress,
            Failure = hosted.Failure,
            Context = hosted.Context,
            MemoryBytes = hosted.Memory,
            License = model.Card.License,
            Languages = model.Card.Languages.Count > 0 ? model.Card.Languages : null,
            Description = model.Card.Description,
            Prefixes = model.Card.Prefixes.Count > 0 ? model.Card.Prefixes : null,
            Missing = model.Missing,
        };
    }
}

internal sealed record ModelList(IReadOnlyList<ModelEntry> Data)
{
    public string Object => "list";
}
