using System.Runtime.InteropServices;

namespace Zhiyan.Cli.Interaction;

/// <summary>
/// Ctrl+C and SIGTERM as cancellation. Thread-safe. In a process, the work has a moment to end by itself; a second signal, or the end of that
/// moment, ends it.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    private readonly CancellationTokenSource program = new();
    private readonly List<PosixSignalRegistration> signals = [];
    private CancellationTokenSource? inner;

    public CancellationToken Token => program.Token;

    /// <summary>What a shell expects of a program that a signal ended: 128 and the signal's number.</summary>
    public int ExitCode { get; private set; } = 130;

    public static Interrupts OfProcess()
    {
        var interrupts = new Interrupts();
        interrupts.Token.Register(() => new Thread(() =>
        {
            Thread.Sleep(Grace);
            Environment.Exit(interrupts.ExitCode);
        }) { IsBackground = true }.Start());
        interrupts.signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = interrupts.Interrupt()));
        interrupts.signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = interrupts.End(143)));
        return interrupts;
    }

    /// <summary>Until it is disposed, the next Ctrl+C cancels what is returned and not the program.</summary>
    public CancellationTokenSource Catch()
    {
        var caught = CancellationTokenSource.CreateLinkedTokenSource(program.Token);
        inner = caught;
        return caught;
    }

    /// <summary>A Ctrl+C. False where the process should end at once.</summary>
    public bool Interrupt()
    {
        if (Interlocked.Exchange(ref inner, null) is not { } caught) return End(130);
        try
        {
            caught.Cancel();
            return true;
        }
        catch (ObjectDisposedException)     // what it was to stop has just ended
        {
            return End(130);
        }
    }

    public void Dispose()
    {
        foreach (var signal in signals) signal.Dispose();
        program.Dispose();
    }

    private bool End(int exitCode)
    {
        if (program.IsCancellationRequested) return false;
        ExitCode = exitCode;
        program.Cancel();
        return true;
    }
}
