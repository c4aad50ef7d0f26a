using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Zhiyan.Bench.Streams;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>idle-streams</c>: chats that are open and silent beside chats in which replies are written; memory, lost and doubled events, delay.</summary>
internal static class IdleStreamsVerb
{
    private static readonly TimeSpan settling = TimeSpan.FromSeconds(3);
    private static readonly JsonSerializerOptions json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, IndentSize = 1 };

    public static Command Create()
    {
        var idle = Count("--idle", 1_000, "Chats that are open while nothing is said in them.");
        var active = Count("--active", 64, "Chats in which a reply is written at the same time.");
        var tokens = Count("--tokens", 500, "Tokens of a reply.");
        var pace = new Option<double>("--token-ms") { Description = "Milliseconds from one token to the next.", DefaultValueFactory = _ => 20 };
        var command = new Command("idle-streams", "Measure open chats: memory of the server, lost and doubled events, delay.") { idle, active, tokens, pace };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var server = await PacedServer.Start("stamps", arguments.GetValue(tokens), arguments.GetValue(pace));
            using var client = await ChatClient.Open(server.Address, cancellation);
            var warm = await Open(client, 1, cancellation);
            await Answer(client, warm[0], cancellation);
            await Task.Delay(settling, cancellation);
            var before = server.Memory;

            var silent = await Open(client, arguments.GetValue(idle), cancellation);
            await Task.Delay(settling, cancellation);
            var withIdle = server.Memory;

            var talking = await Open(client, arguments.GetValue(active), cancellation);
            var start = Stopwatch.GetTimestamp();
            var replies = Task.WhenAll(talking.Select(chat => Answer(client, chat, cancellation)));
            var peak = withIdle;
            while (!replies.IsCompleted)
            {
                peak = Math.Max(peak, server.Memory);
                await Task.WhenAny(replies, Task.Delay(100, cancellation));
            }
            await replies;
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

            // Whether the silent ones still listen shows when there is something to hear.
            foreach (var chat in silent) await client.Rename(chat.Id, "Heard", cancellation);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            var heard = await Task.WhenAll(silent.Select(async chat =>
            {
                await chat.Until("chat", patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return chat.Events == 1;
            }));

            List<double> delays = [.. talking.SelectMany(chat => chat.Delays).Order()];
            MeasuredChat[] all = [.. silent, .. talking];
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                idle = silent.Count,
                idleHeard = heard.Count(yes => yes),
                active = talking.Count,
                tokensOfEach = arguments.GetValue(tokens),
                tokenMs = arguments.GetValue(pace),
                seconds = Math.Round(seconds, 1),
                events = all.Sum(chat => chat.Events),
                tokens = delays.Count,
                missing = talking.Count * arguments.GetValue(tokens) - delays.Count,
                lost = all.Sum(chat => chat.Lost),
                doubled = all.Sum(chat => chat.Doubled),
                delayMs = new { p50 = At(delays, 0.5), p99 = At(delays, 0.99), max = At(delays, 1) },
                rssMb = new { before, withIdle, withActivePeak = peak, after = server.Memory },
            }, json));
        });
        return command;

        static Option<int> Count(string name, int usual, string description) => new(name) { Description = description, DefaultValueFactory = _ => usual };
    }

    private static async Task<IReadOnlyList<MeasuredChat>> Open(ChatClient client, int count, CancellationToken cancellation)
    {
        var chats = new List<MeasuredChat>();
        for (var at = 0; at < count; at++)
        {
            var id = await client.NewChat(cancellation);
            chats.Add(new MeasuredChat(id, await client.Events(id, cancellation)));
        }
        return chats;
    }

    private static async Task Answer(ChatClient client, MeasuredChat chat, CancellationToken cancellation)
    {
        await client.Say(chat.Id, "Go on.", cancellation);
        await chat.Until("finished", cancellation);
    }

    private static double At(List<double> ordered, double share) => Math.Round(ordered[Math.Max(0, (int)Math.Ceiling(share * ordered.Count) - 1)], 1);
}
