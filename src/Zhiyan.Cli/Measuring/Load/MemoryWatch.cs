using System.Globalization;

namespace Zhiyan.Cli.Measuring.Load;

/// <summary>A process's resident memory while something goes on, looked at every quarter of a second (Linux, /proc).</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private readonly int process;
    private readonly CancellationTokenSource ending = new();
    private readonly Task watching;

    public MemoryWatch(int process)
    {
        this.process = process;
        watching = Watch();
    }

    /// <summary>Megabytes; NaN where the process cannot be looked at.</summary>
    public double Now => Read(process);

    public double Peak { get; private set; } = double.NaN;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await watching;
        ending.Dispose();
    }

    private async Task Watch()
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
            do Peak = double.MaxNumber(Peak, Now);
            while (await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private static double Read(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? double.NaN : Math.Round(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6, 1);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return double.NaN;
        }
    }
}
