using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.Features;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Sampling;
using Zhiyan.Server.Errors;
using Zhiyan.Server.OpenAi;
using RunUsage = Zhiyan.Inference.Generation.Usage;

namespace Zhiyan.Server.Telemetry;

/// <summary>
/// A span and measurements for each generation, by OpenTelemetry's semantic conventions for generative AI (semconv 1.42, in development): names,
/// counts and times, never a word of what was said. Thread-safe.
/// </summary>
internal sealed class GenerationTelemetry : IDisposable
{
    public const string Name = "Zhiyan";
    public const string Chat = "chat";
    public const string Completion = "text_completion";

    /// <summary>The attribute that tells the model, by its id.</summary>
    public const string Model = "gen_ai.request.model";

    private readonly TimeProvider time;
    private readonly ActivitySource spans = new(Name);
    private readonly Histogram<double> requestDuration, timeToFirstToken, timePerOutputToken;
    private readonly Histogram<long> tokenUsage;

    /// <summary>Bucket bounds are the conventions' own.</summary>
    public GenerationTelemetry(TimeProvider time, IMeterFactory meters)
    {
        this.time = time;
        var meter = meters.Create(Name);
        requestDuration = meter.CreateHistogram("gen_ai.server.request.duration", "s", "From the request to the last token.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });
        timeToFirstToken = meter.CreateHistogram("gen_ai.server.time_to_first_token", "s", "From the request to the first token: queue and prompt.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });
        timePerOutputToken = meter.CreateHistogram("gen_ai.server.time_per_output_token", "s", "Between tokens after the first.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5] });
        tokenUsage = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a prompt (input) and its reply (output).", null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864] });
    }

    /// <summary>Adds the model to what ASP.NET Core measures of a request (http.server.request.duration).</summary>
    public static void NoteModel(HttpContext http, string model) => http.Features.Get<IHttpMetricsTagsFeature>()?.Tags.Add(new(Model, model));

    /// <summary>Lets a generation's events through and measures them.</summary>
    /// <param name="isToken">Tells the events that are a token.</param>
    /// <param name="endOf">The counts and the reason that the last event brings; null for the others.</param>
    public async IAsyncEnumerable<T> Watch<T>(
        string operation, Heading heading, SamplingSettings sampling, int? maxTokens, IAsyncEnumerable<T> events,
        Func<T, bool> isToken, Func<T, (RunUsage Usage, string Reason)?> endOf)
    {
        var began = time.GetTimestamp();
        using var span = spans.StartActivity($"{operation} {heading.Model}", ActivityKind.Internal);
        Describe(span, operation, heading, sampling, maxTokens);
        TimeSpan? first = null;
        (RunUsage Usage, string Reason)? end = null;
        var error = "cancelled";        // where nobody reads on
        try
        {
            await using var source = events.GetAsyncEnumerator();
            while (true)
            {
                try
                {
                    if (!await source.MoveNextAsync()) break;
                }
                catch (Exception failure)
                {
                    error = KindOf(failure);
                    throw;
                }
                if (first is null && isToken(source.Current)) first = time.GetElapsedTime(began);
                end = endOf(source.Current) ?? end;
                yield return source.Current;
            }
        }
        finally
        {
            Record(span, operation, heading.Model, time.GetElapsedTime(began), first, end, error);
        }
    }

    public void Dispose() => spans.Dispose();

    private static void Describe(Activity? span, string operation, Heading heading, SamplingSettings sampling, int? maxTokens)
    {
        if (span is not { IsAllDataRequested: true }) return;
        span.SetTag("gen_ai.operation.name", operation);
        span.SetTag("gen_ai.provider.name", "zhiyan");
        span.SetTag(Model, heading.Model);
        span.SetTag("gen_ai.response.model", heading.Model);
        span.SetTag("gen_ai.response.id", heading.Id);
        span.SetTag("gen_ai.request.max_tokens", maxTokens);
        span.SetTag("gen_ai.request.temperature", sampling.Temperature);
        span.SetTag("gen_ai.request.top_p", sampling.TopP);
        span.SetTag("gen_ai.request.top_k", sampling.TopK);
        span.SetTag("gen_ai.request.frequency_penalty", sampling.FrequencyPenalty);
        span.SetTag("gen_ai.request.presence_penalty", sampling.PresencePenalty);
    }

    private void Record(Activity? span, string operation, string model, TimeSpan duration, TimeSpan? first, (RunUsage Usage, string Reason)? end, string error)
    {
        var tags = new TagList { { "gen_ai.operation.name", operation }, { "gen_ai.provider.name", "zhiyan" }, { Model, model }, { "gen_ai.response.model", model } };
        if (end is not { } ended)
        {
            tags.Add("error.type", error);
            requestDuration.Record(duration.TotalSeconds, tags);
            span?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
            return;
        }

        requestDuration.Record(duration.TotalSeconds, tags);
        if (first is { } wait)
        {
            timeToFirstToken.Record(wait.TotalSeconds, tags);
            if (ended.Usage.CompletionTokens > 1) timePerOutputToken.Record((duration - wait).TotalSeconds / (ended.Usage.CompletionTokens - 1), tags);
            span?.SetTag("gen_ai.response.time_to_first_chunk", wait.TotalSeconds);
        }
        tokenUsage.Record(ended.Usage.PromptTokens, [.. tags, new("gen_ai.token.type", "input")]);
        tokenUsage.Record(ended.Usage.CompletionTokens, [.. tags, new("gen_ai.token.type", "output")]);
        span?.SetTag("gen_ai.response.finish_reasons", new[] { ended.Reason })
            .SetTag("gen_ai.usage.input_tokens", ended.Usage.PromptTokens)
            .SetTag("gen_ai.usage.cache_read.input_tokens", ended.Usage.CachedTokens)
            .SetTag("gen_ai.usage.output_tokens", ended.Usage.CompletionTokens);
    }

    /// <summary>One of few words, since each makes a series of its own: the error's code as a client sees it.</summary>
    private static string KindOf(Exception failure) => failure switch
    {
        OperationCanceledException => "cancelled",
        ConstraintException or ArgumentException => "invalid_request",
        _ => ApiError.From(failure).Code ?? "invalid_request",
    };
}
