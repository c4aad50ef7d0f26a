namespace Zhiyan.Knowledge.Libraries;

/// <summary>What became of one file.</summary>
/// <param name="Error">Why it could not be read, for a person.</param>
/// <param name="Warnings">What within it could not be read.</param>
public sealed record IngestedFile(string Path, IngestStatus Status, string? Error = null, IReadOnlyList<string>? Warnings = null, int? Pages = null, int Characters = 0);

public enum IngestStatus
{
    Added,
    Changed,
    Unchanged,
    Renamed,
    Removed,
    Failed,
}
