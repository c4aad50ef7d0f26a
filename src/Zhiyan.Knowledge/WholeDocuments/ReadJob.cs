namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>A job over a whole document as the store has it.</summary>
/// <param name="Seconds">Spent on it so far.</param>
/// <param name="Fault">Why its last run ended before its end; null where it did not.</param>
public sealed record ReadJob(long Id, ReadRequest Request, DateTimeOffset Begun, JobStage Stage, int Parts, int Read, int Left, long Tokens, double Seconds, string? Fault)
{
    /// <summary>Parts that nobody has come to yet.</summary>
    public int Waiting => Parts - Read - Left;
}

public enum JobStage
{
    /// <summary>Somebody has to do it.</summary>
    Queued,

    /// <summary>It was ended in between, and can go on.</summary>
    Stopped,

    /// <summary>Its end was reached, and parts were skipped or failed on the way; going on tries those again.</summary>
    Incomplete,
    Done,
}

/// <summary>What a job would take.</summary>
/// <param name="Tokens">That a model would read and write; 0 where code alone does it.</param>
/// <param name="Seconds">At the rate of the jobs before it; null where none was measured.</param>
public sealed record ReadEstimate(ReadKind Kind, ReadMethod Method, int Parts, int Characters, long Tokens, double? Seconds);

/// <summary>How far a job is.</summary>
/// <param name="Label">Of the part that was read last.</param>
/// <param name="IsJoining">Every part has been come to, and what came of them is joined and checked.</param>
public sealed record ReadProgress(string Label, int Done, int Parts, long Tokens, long EstimatedTokens, double Seconds, bool IsJoining)
{
    /// <summary>Seconds that are left at the rate so far; null before there is one.</summary>
    public double? SecondsLeft => Done > 0 && Done < Parts ? Seconds / Done * (Parts - Done) : null;
}
