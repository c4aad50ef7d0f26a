using System.Collections.Concurrent;
using Xunit;

namespace Zhiyan.Testing;

/// <summary>Counts the golden cases of each fixture folder that ran and that were skipped, and prints the counts when a class is through (a class fixture).</summary>
public sealed class GoldenTally : IDisposable
{
    private readonly ConcurrentDictionary<string, int> run = new();
    private readonly ConcurrentDictionary<(string Folder, string Reason), int> skipped = new();

    public void Ran(string folder) => run.AddOrUpdate(folder, 1, (_, count) => count + 1);

    /// <summary>Skips the running test with the reason.</summary>
    public void Skip(string folder, string reason)
    {
        run.TryAdd(folder, 0);
        skipped.AddOrUpdate((folder, reason), 1, (_, count) => count + 1);
        Assert.Skip(reason);
    }

    public void Dispose()
    {
        foreach (var (folder, count) in run.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var reasons = skipped.Where(pair => pair.Key.Folder == folder).OrderBy(pair => pair.Key.Reason, StringComparer.Ordinal).ToList();
            TestContext.Current.SendDiagnosticMessage($"{folder}: {count} run, {reasons.Sum(pair => pair.Value)} skipped"
                + string.Concat(reasons.Select(pair => $"; {pair.Value} because {pair.Key.Reason}")));
        }
    }
}
