using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Server.Libraries;

/// <summary>What is being done for a library.</summary>
/// <param name="Done">Files that were looked at, vectors that are made, or steps of making the index anew.</param>
/// <param name="All">Of how many; 0 where nobody knows yet.</param>
/// <param name="Fault">Why the last run, also one of an earlier process, ended before its end; null where it did not.</param>
/// <param name="Delay">Why it does not go on at the moment.</param>
internal sealed record LibraryActivity(LibraryStage Stage, int Done = 0, int All = 0, string? Fault = null, Reason? Delay = null)
{
    public bool IsBusy => Stage is LibraryStage.Waiting or LibraryStage.Reading or LibraryStage.Vectors or LibraryStage.Reindexing;
}

internal enum LibraryStage
{
    Idle,
    Paused,

    /// <summary>Others are before it.</summary>
    Waiting,

    /// <summary>Files are read.</summary>
    Reading,

    /// <summary>Vectors are made of what was read.</summary>
    Vectors,

    /// <summary>The index is made anew; until it is, the old one is searched.</summary>
    Reindexing,
}
