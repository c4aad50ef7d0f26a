namespace Zhiyan.Bench.Killing;

/// <summary>What was there after a kill, and what was not. Characters are UTF-16 code units.</summary>
internal sealed class KillResult
{
    public required int Streams { get; init; }

    public required int Writers { get; init; }

    /// <summary>Messages and drafts that the server had said it has.</summary>
    public int Acknowledged { get; set; }

    public int LostMessages { get; set; }

    /// <summary>Replies that say they were interrupted.</summary>
    public int Interrupted { get; set; }

    /// <summary>Replies that are neither whole nor say so.</summary>
    public int WrongStates { get; set; }

    /// <summary>Text that readers had heard, and that is kept.</summary>
    public long HeardCharacters { get; set; }

    public long KeptCharacters { get; set; }

    /// <summary>Replies whose kept text does not begin with what was heard.</summary>
    public int LostTexts { get; set; }

    /// <summary>Chats whose log goes on at a number that was used already.</summary>
    public int LostNumbers { get; set; }

    public int Gaps { get; set; }

    /// <summary>Whether an interrupted reply could be continued; null where none was interrupted.</summary>
    public bool? Continues { get; set; }

    public int Faults => LostMessages + WrongStates + LostTexts + LostNumbers + Gaps + (Continues is false ? 1 : 0);
}
