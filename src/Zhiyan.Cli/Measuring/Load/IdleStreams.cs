using System.Collections.Concurrent;

namespace Zhiyan.Cli.Measuring.Load;

/// <summary>
/// Streams that stay open and silent beside the load: requests of the background, for which a busy server has no turn. One that gets its turn
/// after all is answered and opened again; one that is refused is not.
/// </summary>
internal sealed class IdleStreams(CompletionClient client, int count, int vocabulary)
{
    private const int Prompt = 8;

    private readonly ConcurrentQueue<Outcome> outcomes = new();
    private volatile bool closing;

    public IReadOnlyCollection<Outcome> Outcomes => outcomes;

    /// <summary>Opens all of them; completes when all have been answered after <see cref="Close"/>.</summary>
    public Task Hold(CancellationToken cancellation) => Task.WhenAll(Enumerable.Range(0, count).Select(async index =>
    {
        await Task.Yield();
        var prompt = BenchTokens.Of(Prompt, vocabulary, index);
        Outcome outcome;
        do
        {
            outcome = await client.Complete(prompt, 1, cancellation, isBackground: true);
            outcomes.Enqueue(outcome);
        }
        while (outcome.Kind == OutcomeKind.Completed && !closing);
    }));

    /// <summary>No stream is opened again.</summary>
    public void Close() => closing = true;
}
