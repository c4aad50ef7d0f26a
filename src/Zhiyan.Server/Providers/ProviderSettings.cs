using System.Text.RegularExpressions;
using Zhiyan.Server.Models;

namespace Zhiyan.Server.Providers;

/// <summary>A service outside this machine, or another program on it, whose models can be chatted with. An administrator sets it up.</summary>
internal sealed partial record ProviderSettings
{
    public const int MostModels = 1_000;

    /// <summary>The first part of its models' ids: small letters, digits and dashes.</summary>
    public required string Id { get; init; }

    /// <summary>What people read.</summary>
    public required string Name { get; init; }

    public required ProviderKind Kind { get; init; }

    /// <summary>Where its API begins, such as <c>https://api.openai.com/v1</c> or <c>http://127.0.0.1:11434/v1</c>.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The key, readable by <see cref="ProviderKeys"/> alone; null where none is needed.</summary>
    public string? ProtectedKey { get; init; }

    /// <summary>What may be shown of the key.</summary>
    public string? MaskedKey { get; init; }

    public IReadOnlyList<ProviderModel> Models { get; init; } = [];

    public bool IsEnabled { get; init; } = true;

    /// <summary>Nothing of the key, not even encrypted: this may end in a log.</summary>
    public override string ToString() => $"{Name} ({Id})";

    /// <summary>Throws an <see cref="ArgumentException"/> whose message is for the administrator.</summary>
    public void Validate()
    {
        Require(IdForm().IsMatch(Id), $"'{Id}' cannot be a provider's id; take 1 to 40 small letters, digits and dashes.");
        Require(Name.Trim().Length is > 0 and <= 100, "a provider's name has 1 to 100 characters.");
        Require(Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https", $"'{BaseUrl}' is no base URL; write it like https://api.openai.com/v1.");
        Require(url!.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0, "a base URL has no user, query or fragment; put the key into its own field.");
        Require(Models.Count <= MostModels, $"{Models.Count} models are too many; choose {MostModels} or fewer.");
        foreach (var model in Models) model.Validate();
        Require(Models.DistinctBy(model => model.Id).Count() == Models.Count, "a model is listed twice; list each once.");
    }

    internal static void Require(bool holds, string message)
    {
        if (!holds) throw new ArgumentException(message);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$")]
    private static partial Regex IdForm();
}

internal enum ProviderKind
{
    /// <summary>Speaks OpenAI's chat completions: OpenAI itself and most others, Ollama, LM Studio, vLLM, another zhiyan.</summary>
    OpenAi,

    /// <summary>Speaks Anthropic's messages.</summary>
    Anthropic,
}

/// <summary>A model of a provider. <paramref name="Id"/> is the provider's own name for it, <paramref name="Name"/> what people read.</summary>
internal sealed record ProviderModel(string Id, string Name)
{
    /// <summary>Tokens a conversation may have, where that is known.</summary>
    public int? Context { get; init; }

    /// <summary>Null for a model that costs nothing.</summary>
    public TokenPrice? Price { get; init; }

    public ModelAbilities Abilities { get; init; } = new();

    public void Validate()
    {
        ProviderSettings.Require(Id.Trim().Length is > 0 and <= 200, "a model's id has 1 to 200 characters.");
        ProviderSettings.Require(Name.Trim().Length is > 0 and <= 200, "a model's name has 1 to 200 characters.");
        ProviderSettings.Require(Context is null or > 0, $"the context of {Id} is {Context}; it must be above 0.");
        ProviderSettings.Require(Price is null or { Input: >= 0, Output: >= 0, CachedInput: null or >= 0 }, $"a price of {Id} is below 0.");
    }
}

/// <summary>What a million tokens cost, in millionths of the currency's unit. Input that the provider had cached costs as other input where nothing is said.</summary>
internal sealed record TokenPrice(long Input, long Output, long? CachedInput = null);
