using System.Diagnostics;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference;

namespace Zhiyan.Cli.Measuring;

/// <summary>One sequence alone on a runner: reading a prompt, and writing tokens after a context of some depth.</summary>
internal sealed class OneSequence(Runner runner, int prompt, int generate, int depth)
{
    private readonly int[] tokens = BenchTokens.Of(Math.Max(prompt, depth + generate), runner.Model.Config.Vocabulary);

    /// <summary>Medians of the repeats; a first run is not counted. The context is read once, and gone back to for every run.</summary>
    public Speed Measure(int repeat, Progress progress, CancellationToken cancellation)
    {
        using var session = new Session(runner);
        session.Reserve(tokens.Length);
        var (reading, writing) = (new List<double>(), new List<double>());
        for (var run = 0; run <= repeat; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            session.Rewind(0);
            reading.Add(prompt / Seconds(() => session.Append(tokens.AsSpan(0, prompt))));
            progress.Report(run + 1, "reading");
        }
        if (session.Length < depth) session.Prefill(tokens.AsSpan(session.Length, depth - session.Length));
        for (var run = 0; run <= repeat; run++)
        {
            session.Rewind(depth);
            writing.Add(generate / Seconds(() => Write(session, cancellation)));
            progress.Report(repeat + 1 + run + 1, "writing");
        }
        return Speed.Median([.. reading.Skip(1).Zip(writing.Skip(1), (read, write) => new Speed(read, write))]);
    }

    private void Write(Session session, CancellationToken cancellation)
    {
        foreach (var token in tokens.AsSpan(depth, generate))
        {
            cancellation.ThrowIfCancellationRequested();
            session.Append(token);
        }
    }

    private static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
