using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zhiyan.Cli.Measuring.Load;

/// <summary>
/// Reads a trace of requests: CSV with a head (t_seconds or t_ms, input_tokens, output_tokens, and session where there are such), or lines of JSON
/// as Mooncake published them (t_ms, input_length, output_length, hash_ids; Qin et al. 2025).
/// </summary>
internal static class TraceFile
{
    /// <summary>The first <paramref name="count"/> requests, or all where there are fewer. Throws <see cref="UsageException"/> naming the line.</summary>
    public static IReadOnlyList<TraceRequest> Read(string path, int count)
    {
        if (!File.Exists(path)) throw new UsageException($"{path}: there is no such trace.");
        var lines = File.ReadLines(path).Select((text, index) => (Text: text, Number: index + 1)).Where(line => line.Text.Length > 0);
        List<TraceRequest> requests = [.. (path.EndsWith(".jsonl", StringComparison.Ordinal) ? lines.Select(line => Json(path, line.Text, line.Number)) : Csv(path, lines)).Take(count)];
        return requests.Count > 0 ? requests : throw new UsageException($"{path}: the trace holds no request.");
    }

    private static TraceRequest Json(string path, string text, int line)
    {
        try
        {
            var fields = JsonNode.Parse(text)!;
            return Checked(path, line, new TraceRequest(
                (double)fields["t_ms"]! / 1e3, (int)fields["input_length"]!, (int)fields["output_length"]!,
                [.. fields["hash_ids"]!.AsArray().Select(id => (long)id!)]));
        }
        catch (Exception error) when (error is JsonException or NullReferenceException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new UsageException($"{path}, line {line}: this is no request with t_ms, input_length, output_length and hash_ids.");
        }
    }

    private static IEnumerable<TraceRequest> Csv(string path, IEnumerable<(string Text, int Number)> lines)
    {
        Dictionary<string, int>? columns = null;
        foreach (var (text, number) in lines)
        {
            var cells = text.Split(',');
            if (columns is null)
            {
                columns = cells.Index().ToDictionary(cell => cell.Item, cell => cell.Index);
                if (!columns.ContainsKey("input_tokens") || !columns.ContainsKey("output_tokens") || !(columns.ContainsKey("t_seconds") || columns.ContainsKey("t_ms")))
                    throw new UsageException($"{path}: the first line should name the columns t_seconds or t_ms, input_tokens and output_tokens.");
                continue;
            }
            var seconds = Number("t_seconds") ?? Number("t_ms")!.Value / 1e3;
            yield return Checked(path, number, new TraceRequest(seconds, (int)Number("input_tokens")!, (int)Number("output_tokens")!, Session: (long?)Number("session")));

            double? Number(string column)
            {
                if (!columns.TryGetValue(column, out var at)) return null;
                return at < cells.Length && double.TryParse(cells[at], CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new UsageException($"{path}, line {number}: the column {column} holds no number.");
            }
        }
    }

    private static TraceRequest Checked(string path, int line, TraceRequest request) =>
        request is { Seconds: >= 0 and <= 1e9, InputTokens: >= 0 and <= 1 << 22, OutputTokens: >= 0 and <= 1 << 22 }
            ? request
            : throw new UsageException($"{path}, line {line}: its time or token counts are out of all range.");
}
