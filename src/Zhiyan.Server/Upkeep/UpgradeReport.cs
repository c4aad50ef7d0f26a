namespace Zhiyan.Server.Upkeep;

/// <summary>What an upgrade did, or would do.</summary>
/// <param name="Store">Which store, for people.</param>
/// <param name="From">The schema before; 0 for an empty store.</param>
/// <param name="To">The schema after.</param>
/// <param name="Steps">The migrations between them.</param>
/// <param name="Tables">The rows of every table before and after.</param>
/// <param name="Snapshot">The snapshot that was taken first; null where none was needed or wanted.</param>
public sealed record UpgradeReport(string Store, int From, int To, IReadOnlyList<string> Steps, IReadOnlyList<TableRows> Tables, string? Snapshot);

/// <summary>The rows of a table before and after; null where it is not there.</summary>
public sealed record TableRows(string Table, long? Before, long? After);
