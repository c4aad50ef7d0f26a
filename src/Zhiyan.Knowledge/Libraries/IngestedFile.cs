using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>What became of one file.</summary>
/// <param name="Error">Why it could not be read, or is not yet.</param>
/// <param name="Warnings">What within it could not be read.</param>
public sealed record IngestedFile(string Path, IngestStatus Status, Reason? Error = null, IReadOnlyList<Reason>? Warnings = null, int? Pages = null, int Characters = 0);

public enum IngestStatus
{
    Added,
    Changed,
    Unchanged,
    Renamed,
    Removed,
    Failed,

    /// <summary>Nothing can be read at the moment; the file is told of again.</summary>
    Waiting,
}
