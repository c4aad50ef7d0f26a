using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Zhiyan.Bench.Streams;

/// <summary>
/// Reads one chat's events and holds them against what must come: numbers without a gap or a repetition, in a reply every token once, in order.
/// Tokens are <c>number:timestamp</c>, so that each tells how long it was on its way.
/// </summary>
internal sealed class MeasuredChat(string id, StreamReader events)
{
    private long last;
    private int token;
    private string rest = "";

    public string Id => id;

    public int Events { get; private set; }

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    /// <summary>Milliseconds from when each token was made until it was read here.</summary>
    public List<double> Delays { get; } = [];

    /// <summary>Reads on until an event of a kind has been read.</summary>
    public async Task Until(string kind, CancellationToken cancellation)
    {
        var name = "";
        long number = 0;
        while (await events.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) number = long.Parse(line[4..], CultureInfo.InvariantCulture);
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                if (number > 0) Count(number);
                if (name == "text") Read(JsonDocument.Parse(line[6..]).RootElement.GetProperty("text").GetString()!);
                number = 0;
                if (name == kind) return;
            }
        }
        throw new IOException($"the stream of chat {id} ended before its event '{kind}'.");
    }

    private void Count(long number)
    {
        Events++;
        if (number <= last) Doubled++;
        else Lost += (int)(number - last - 1);
        last = Math.Max(last, number);
    }

    private void Read(string text)
    {
        var now = Stopwatch.GetTimestamp();     // the machine's, the same in both processes
        var parts = (rest + text).Split(' ');
        rest = parts[^1];
        foreach (var part in parts.SkipLast(1))
        {
            var (number, made) = (int.Parse(part[..part.IndexOf(':')], CultureInfo.InvariantCulture), long.Parse(part[(part.IndexOf(':') + 1)..], CultureInfo.InvariantCulture));
            if (number < token) Doubled++;
            else Lost += number - token;
            token = Math.Max(token, number + 1);
            Delays.Add(Stopwatch.GetElapsedTime(made, now).TotalMilliseconds);
        }
    }
}
