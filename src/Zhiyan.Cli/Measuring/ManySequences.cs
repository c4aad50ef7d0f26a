using System.Diagnostics;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;

namespace Zhiyan.Cli.Measuring;

/// <summary>Several sequences at once through an engine's own queue, each with a prompt of its own: what all of them make together.</summary>
internal sealed class ManySequences(Engine engine, int sequences, int prompt, int generate)
{
    /// <summary>Tokens that a sequence may make, at most, while the prompts of the others are still being read.</summary>
    public static int Waiting(int sequences, int prompt) => sequences * prompt / 16 + 16;

    /// <summary>Medians of the repeats; a first run is not counted.</summary>
    public async Task<Speed> Measure(int repeat, Progress progress, CancellationToken cancellation)
    {
        var runs = new List<Speed>();
        for (var run = 0; run <= repeat; run++)
        {
            runs.Add(await new Run(engine, sequences, prompt, generate, firstStream: run * sequences).Measure(cancellation));
            progress.Report(run + 1, "");
        }
        return Speed.Median(runs[1..]);
    }

    /// <summary>
    /// Writing counts from the moment that the last prompt is read until each sequence has made its tokens on average; those that began
    /// earlier go on meanwhile, so that all are at work at any time that counts.
    /// </summary>
    private sealed class Run(Engine engine, int sequences, int prompt, int generate, int firstStream)
    {
        private readonly Lock gate = new();
        private int reading, written;
        private long allRead, allWritten;

        public async Task<Speed> Measure(CancellationToken cancellation)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            reading = sequences;
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, sequences).Select(sequence => Generate(firstStream + sequence + 1, enough)));
            cancellation.ThrowIfCancellationRequested();
            return new Speed(
                (double)sequences * prompt / Stopwatch.GetElapsedTime(start, allRead).TotalSeconds,
                (double)written / Stopwatch.GetElapsedTime(allRead, allWritten).TotalSeconds);
        }

        private async Task Generate(int stream, CancellationTokenSource enough)
        {
            var request = new GenerationRequest
            {
                Prompt = BenchTokens.Of(prompt, engine.Model.Config.Vocabulary, stream),
                MaxTokens = generate + Waiting(sequences, prompt),
                Sampling = new SamplingSettings { Temperature = 0 },
                IgnoreEnd = true,
            };
            try
            {
                await foreach (var step in engine.Generate(request, enough.Token))
                    if (IsLast(step)) await enough.CancelAsync();
            }
            catch (OperationCanceledException) when (allWritten > 0)
            {
                // The count was reached.
            }
        }

        private bool IsLast(GenerationEvent step)
        {
            lock (gate)
            {
                if (step is PromptRead && --reading == 0) allRead = Stopwatch.GetTimestamp();
                if (step is not Generated || reading > 0 || allWritten > 0 || ++written < sequences * generate) return false;
                allWritten = Stopwatch.GetTimestamp();
                return true;
            }
        }
    }
}
