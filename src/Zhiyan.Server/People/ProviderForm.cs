using System.Globalization;
using System.Text.RegularExpressions;
using Zhiyan.Server.Models;
using Zhiyan.Server.Providers;

namespace Zhiyan.Server.People;

/// <summary>
/// A provider as an admin types it. Each model is a line, <c>id | name | context | price in | price out | vision, tools, reasoning</c>, of which
/// everything after the id may be left out. Prices are for a million tokens.
/// </summary>
public sealed partial class ProviderForm
{
    private const int LongestId = 40;
    private const decimal Millionths = 1_000_000;

    public string? Name { get; set; }

    public string? Kind { get; set; }

    public string? BaseUrl { get; set; }

    /// <summary>Blank leaves the key that is saved as it is.</summary>
    public string? Key { get; set; }

    /// <summary>A key that was typed before a trial and is not saved yet, readable by this server alone.</summary>
    public string? SealedKey { get; set; }

    public string? Models { get; set; }

    /// <summary>on, as a ticked box sends it.</summary>
    public string? Enabled { get; set; }

    /// <summary>test or save.</summary>
    public string? Act { get; set; }

    internal static ProviderForm Of(ProviderSettings provider) => new()
    {
        Name = provider.Name,
        Kind = provider.Kind.ToString(),
        BaseUrl = provider.BaseUrl,
        Models = Lines(provider.Models),
        Enabled = provider.IsEnabled ? "on" : null,
    };

    internal static string Lines(IEnumerable<ProviderModel> models) => string.Join('\n', models.Select(Line));

    /// <summary>Throws an <see cref="ArgumentException"/> whose message is for the admin.</summary>
    /// <param name="known">The provider that is changed; null for a new one.</param>
    internal ProviderSettings Read(ProviderSettings? known)
    {
        var name = (Name ?? "").Trim();
        var kind = Enum.TryParse<ProviderKind>(Kind, out var wanted) ? wanted : ProviderKind.OpenAi;
        var models = (Models ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Model).ToList();
        return new ProviderSettings
        {
            Id = known?.Id ?? IdOf(name),
            Name = name,
            Kind = kind,
            BaseUrl = (BaseUrl ?? "").Trim(),
            Models = models,
            IsEnabled = Enabled is not null,
            ProtectedKey = known?.ProtectedKey,
            MaskedKey = known?.MaskedKey,
        };
    }

    /// <summary>An id made from a name; one by chance where nothing of the name can stand in it.</summary>
    internal static string IdOf(string name)
    {
        var id = NotOfIds().Replace(name.ToLowerInvariant(), "-").Trim('-');
        if (id.Length > LongestId) id = id[..LongestId].Trim('-');
        return id is "" or "new" ? $"provider-{Guid.NewGuid().ToString("N")[..8]}" : id;
    }

    private static string Line(ProviderModel model)
    {
        var abilities = string.Join(", ", new[] { model.Abilities.Vision ? "vision" : null, model.Abilities.Tools ? "tools" : null, model.Abilities.Reasoning ? "reasoning" : null }.OfType<string>());
        string?[] parts = [model.Id, model.Name == model.Id ? null : model.Name, model.Context?.ToString(CultureInfo.InvariantCulture), Price(model.Price?.Input), Price(model.Price?.Output), abilities];
        var last = Array.FindLastIndex(parts, part => !string.IsNullOrEmpty(part));
        return string.Join(" | ", parts.Take(last + 1));

        static string? Price(long? millionths) => (millionths / Millionths)?.ToString("0.######", CultureInfo.InvariantCulture);
    }

    private static ProviderModel Model(string line)
    {
        var parts = line.Split('|', StringSplitOptions.TrimEntries);
        var (input, output) = (Price(3), Price(4));
        var abilities = Part(5).Split([',', '，', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new ProviderModel(parts[0], Part(1) is { Length: > 0 } name ? name : parts[0])
        {
            Context = Part(2).Length == 0 ? null : int.TryParse(Part(2), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var context) ? context : throw Wrong(Part(2)),
            Price = input is null && output is null ? null : new TokenPrice(input ?? 0, output ?? 0),
            Abilities = new ModelAbilities(abilities.Contains("vision"), abilities.Contains("tools"), abilities.Contains("reasoning")),
        };

        string Part(int index) => index < parts.Length ? parts[index] : "";

        long? Price(int index) => Part(index).Length == 0 ? null
            : decimal.TryParse(Part(index), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price <= Millionths ? (long)(price * Millionths)
            : throw Wrong(Part(index));

        ArgumentException Wrong(string part) => new($"'{part}' in the line of {parts[0]} is no number.");
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfIds();
}
