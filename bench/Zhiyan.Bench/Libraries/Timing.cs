using System.Diagnostics;

namespace Zhiyan.Bench.Libraries;

/// <summary>How long searches took, in milliseconds: median, 95th percentile, worst; and the processor's time of one in the mean, which other work on the machine changes little.</summary>
internal sealed record Timing(double Median, double P95, double Worst, double Processor)
{
    /// <summary>The first ones are compiled, and do not count.</summary>
    public const int Warming = 5;

    /// <summary>Of the last minute, where the system tells.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    public static async Task<Timing> Of<T>(IReadOnlyList<string> questions, Func<string, Task<T>> search)
    {
        foreach (var question in questions.Take(Warming)) await search(question);
        var times = new List<double>();
        var before = Environment.CpuUsage.TotalTime;
        foreach (var question in questions.Skip(Warming))
        {
            var watch = Stopwatch.StartNew();
            await search(question);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        double processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / times.Count;
        times.Sort();
        return new Timing(times[times.Count / 2], times[(int)(times.Count * 0.95)], times[^1], processor);
    }

    public override string ToString() => FormattableString.Invariant($"{Median:F1} | {P95:F1} | {Worst:F1} | {Processor:F1}");
}
