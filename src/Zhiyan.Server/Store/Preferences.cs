namespace Zhiyan.Server.Store;

/// <summary>How a person likes the pages and the answers; null leaves it to the browser or the server.</summary>
internal sealed record Preferences
{
    /// <summary>zh or en.</summary>
    public string? Language { get; init; }

    /// <summary>light or dark.</summary>
    public string? Theme { get; init; }

    /// <summary>The language of answers, whatever the pages speak: zh, en or another in words; null for the question's.</summary>
    public string? AnswerLanguage { get; init; }

    /// <summary>Ctrl+Enter sends and Enter breaks the line.</summary>
    public bool EnterBreaks { get; init; }

    /// <summary>Pictures of other sites in answers are loaded, which tells those sites that they were seen.</summary>
    public bool RemoteImages { get; init; }

    /// <summary>A notification when a long reply ends on a page that is out of sight.</summary>
    public bool Notify { get; init; }

    /// <summary>What a new chat begins with.</summary>
    public ChatSettings NewChats { get; init; } = new();

    /// <summary>Keys that differ from the defaults, by the shortcut's name.</summary>
    public IReadOnlyDictionary<string, string> Shortcuts { get; init; } = new Dictionary<string, string>();

    /// <summary>Models shown first.</summary>
    public IReadOnlyList<string> FavouriteModels { get; init; } = [];
}
