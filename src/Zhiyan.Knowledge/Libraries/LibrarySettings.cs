using System.Text.Json;
using System.Text.Json.Serialization;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>Whose a library is, who may read it, and how far it is behind its sources. This room keeps it; whoever serves people holds to it.</summary>
public sealed record LibrarySettings
{
    private static readonly JsonSerializerOptions form = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Null for one that was made without a server: it is whoever's who runs the machine.</summary>
    public Guid? Owner { get; init; }

    public LibraryAudience Audience { get; init; }

    /// <summary>Who may read it beside its owner, where <see cref="Audience"/> says so.</summary>
    public IReadOnlyList<Guid> People { get; init; } = [];

    /// <summary>Nothing is taken in until somebody says so.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Its sources have not been looked through since they changed; a sync that was cut off goes on by this.</summary>
    public bool IsBehind { get; init; }

    /// <summary>Why one of its sources could not be looked through the last time, for a person; null where all could.</summary>
    public string? Fault { get; init; }

    internal static LibrarySettings Read(string json) => JsonSerializer.Deserialize<LibrarySettings>(json, form)!;

    internal string Write() => JsonSerializer.Serialize(this, form);
}

public enum LibraryAudience
{
    /// <summary>The owner alone.</summary>
    Private,

    /// <summary>Those that are named.</summary>
    People,

    /// <summary>Everybody on this server.</summary>
    Everyone,
}

/// <summary>A folder, or a file, that a library is made from.</summary>
/// <param name="Place">Its full path on the machine that took it in.</param>
public sealed record LibrarySource(long Id, string Place);
