using System.Text.Json.Nodes;

namespace Zhiyan.Bench.Killing;

/// <summary>
/// Starts a server, has it write many replies at once while other chats are written to, kills it in the middle, starts it again and looks for what
/// it had acknowledged and sent.
/// </summary>
/// <param name="program">The path of zhiyan.dll.</param>
/// <param name="data">An empty data folder, or that of the run before.</param>
/// <param name="more">Further arguments for <c>serve</c>.</param>
internal sealed class KillRun(string program, string data, IReadOnlyList<string> more)
{
    /// <summary>Characters of replies that are heard together before the kill; the seed moves it.</summary>
    private const int LeastHeard = 40;

    public async Task<KillResult> Run(int streams, int writers, int seed)
    {
        var random = new Random(seed);
        var chats = new List<WatchedChat>();
        var noted = new List<WatchedChat>();
        await using (var server = await ServedProcess.Start(program, data, more))
        {
            chats.AddRange(await Task.WhenAll(Enumerable.Range(0, streams).Select(at => Begin(server, at))));
            noted.AddRange(await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => New(server))));
            var listening = chats.Select(chat => chat.Listen(server.Client)).ToList();
            var writing = noted.Select(chat => Write(server, chat)).ToList();
            var wanted = LeastHeard + random.Next(streams * 40);
            while (chats.Sum(chat => chat.Heard.Length) < wanted && chats.Any(chat => !chat.IsFinished)) await Task.Delay(5);
            await server.Kill();
            await Task.WhenAll([.. listening, .. writing]);
        }
        await using (var again = await ServedProcess.Start(program, data, more))
        {
            var result = new KillResult { Streams = streams, Writers = writers };
            foreach (var chat in chats) await Look(again, chat, result);
            foreach (var chat in noted) await LookForMessages(again, chat, result);
            if (chats.FirstOrDefault(chat => !chat.IsFinished) is { } cut) result.Continues = await GoOn(again, cut);
            return result;
        }
    }

    private static async Task<WatchedChat> New(ServedProcess server) => new((await server.Post("/api/chats", new { }))["id"]!.GetValue<Guid>());

    private static async Task<WatchedChat> Begin(ServedProcess server, int at)
    {
        var chat = await New(server);
        var (id, text) = (Guid.CreateVersion7(), $"写一个关于{at}只猫的长故事。");
        var sent = await server.Post($"/api/chats/{chat.Id}/messages", new { id, text });
        chat.Acknowledged.Add((id, text));
        chat.Reply = sent["reply"]!.GetValue<Guid>();
        return chat;
    }

    /// <summary>Drafts are kept one after the other until the server is gone; the last that was acknowledged has to be there.</summary>
    private static async Task Write(ServedProcess server, WatchedChat chat)
    {
        try
        {
            for (var at = 0; ; at++)
            {
                var text = $"第{at}稿 🖋️";
                using var content = System.Net.Http.Json.JsonContent.Create(new { draft = text });
                using var response = await server.Client.PatchAsync($"/api/chats/{chat.Id}", content);
                if (!response.IsSuccessStatusCode) return;
                chat.Acknowledged.Add((Guid.Empty, text));
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // the server was killed
        }
    }

    private static async Task Look(ServedProcess server, WatchedChat chat, KillResult result)
    {
        await LookForMessages(server, chat, result);
        var reply = await server.Get($"/api/chats/{chat.Id}/messages/{chat.Reply}");
        var (text, state) = ((string)reply["text"]!, (string)reply["state"]!);
        result.HeardCharacters += chat.Heard.Length;
        result.KeptCharacters += text.Length;
        if (!text.StartsWith(chat.Heard, StringComparison.Ordinal)) result.LostTexts++;
        if (state == "interrupted") result.Interrupted++;
        else if (!(chat.IsFinished || state == "done")) result.WrongStates++;
        result.Gaps += chat.Gaps;
        var sequence = (await server.Get($"/api/chats/{chat.Id}"))["sequence"]!.GetValue<long>();
        if (sequence < chat.Last) result.LostNumbers++;
    }

    private static async Task LookForMessages(ServedProcess server, WatchedChat chat, KillResult result)
    {
        result.Acknowledged += chat.Acknowledged.Count;
        foreach (var (id, text) in chat.Acknowledged.Where(message => message.Id != Guid.Empty))
        {
            using var response = await server.Client.GetAsync($"/api/chats/{chat.Id}/messages/{id}");
            if (!response.IsSuccessStatusCode || (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["text"] != text) result.LostMessages++;
        }
        if (chat.Acknowledged.LastOrDefault(message => message.Id == Guid.Empty) is { Text: { } draft })
        {
            // The one after it may have been committed without an answer.
            var kept = (string)(await server.Get($"/api/chats/{chat.Id}"))["draft"]!;
            if (NumberOf(kept) < NumberOf(draft)) result.LostMessages++;
        }
    }

    /// <summary>True where an interrupted reply goes on: later numbers, and more text behind what was there.</summary>
    private static async Task<bool> GoOn(ServedProcess server, WatchedChat chat)
    {
        var before = (string)(await server.Get($"/api/chats/{chat.Id}/messages/{chat.Reply}"))["text"]!;
        await server.Post($"/api/chats/{chat.Id}/messages/{chat.Reply}/continue", new { });
        var (last, heard) = (chat.Last, chat.Heard.Length);
        // The interruption is an event too, and ends the first wait.
        for (var waits = 0; waits < 3 && chat.Heard.Length == heard; waits++) await chat.Listen(server.Client, heard + 1);
        await server.Post($"/api/chats/{chat.Id}/stop", new { });
        var after = (string)(await server.Get($"/api/chats/{chat.Id}/messages/{chat.Reply}"))["text"]!;
        return chat.Last > last && after.StartsWith(before, StringComparison.Ordinal) && after.Length > before.Length;
    }

    private static int NumberOf(string draft) => draft.Length == 0 ? -1 : int.Parse(new string([.. draft.Where(char.IsAsciiDigit)]), System.Globalization.CultureInfo.InvariantCulture);
}
