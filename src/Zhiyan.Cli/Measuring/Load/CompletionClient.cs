using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Zhiyan.Cli.Measuring.Load;

/// <summary>Streams completions of token ids from a server in OpenAI's shape (POST /v1/completions), and takes the time of the pieces. Thread-safe.</summary>
internal sealed class CompletionClient(HttpClient http, string? model)
{
    /// <summary>Never throws for what a server does; greedy, past end tokens, so that a trace's lengths come out.</summary>
    public async Task<Outcome> Complete(int[] prompt, int tokens, CancellationToken cancellation, bool isBackground = false)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = JsonContent.Create(Body(prompt, tokens, isBackground)) };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode == HttpStatusCode.OK) return await Read(response, start, cancellation);
            var full = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            var error = await response.Content.ReadAsStringAsync(cancellation);
            return Outcome.Without(full ? OutcomeKind.Refused : OutcomeKind.Failed, Since(start), $"{(int)response.StatusCode}: {error}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Outcome.Without(OutcomeKind.Dropped, Since(start), error.Message);
        }
    }

    private Dictionary<string, object> Body(int[] prompt, int tokens, bool isBackground)
    {
        var body = new Dictionary<string, object>
        {
            ["prompt"] = prompt,
            ["max_tokens"] = tokens,
            ["temperature"] = 0,
            ["ignore_eos"] = true,
            ["stream"] = true,
            ["stream_options"] = new { include_usage = true },
        };
        if (model is not null) body["model"] = model;
        if (isBackground) body["service_tier"] = "flex";
        return body;
    }

    /// <summary>Only the few lines that tell more than "another piece" are parsed: the driver shares the machine with what it measures.</summary>
    private static async Task<Outcome> Read(HttpResponseMessage response, long start, CancellationToken cancellation)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        var (first, last) = (double.NaN, double.NaN);
        JsonNode? usage = null;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith("data:", StringComparison.Ordinal)) continue;
            var data = line["data:".Length..].Trim();
            if (data == "[DONE]") return Finished(first, last, Since(start), usage);
            if (data.StartsWith("{\"error\"", StringComparison.Ordinal)) return Outcome.Without(OutcomeKind.Failed, Since(start), data);
            if (data.Contains("\"usage\":{", StringComparison.Ordinal)) usage = JsonNode.Parse(data)!["usage"];
            if (data.Contains("\"choices\":[]", StringComparison.Ordinal)) continue;
            last = Since(start);
            if (double.IsNaN(first)) first = last;
        }
        return Outcome.Without(OutcomeKind.Dropped, Since(start), "the stream ended without [DONE]");
    }

    private static Outcome Finished(double first, double last, double total, JsonNode? usage)
    {
        var written = (int?)usage?["completion_tokens"] ?? 0;
        return new Outcome(
            OutcomeKind.Completed, first, written > 1 ? (last - first) / (written - 1) : double.NaN, total,
            (int?)usage?["prompt_tokens"] ?? 0, (int?)usage?["prompt_tokens_details"]?["cached_tokens"] ?? 0, written, null);
    }

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;
}
