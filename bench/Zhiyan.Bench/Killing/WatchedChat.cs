using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Zhiyan.Bench.Killing;

/// <summary>A chat as a page sees it: what was acknowledged, and what was heard of the reply.</summary>
internal sealed class WatchedChat(Guid id)
{
    private readonly StringBuilder heard = new();

    public Guid Id => id;

    /// <summary>Messages that the server said it has, by their ids.</summary>
    public List<(Guid Id, string Text)> Acknowledged { get; } = [];

    public Guid Reply { get; set; }

    /// <summary>The number of the last event.</summary>
    public long Last { get; private set; }

    public string Heard => heard.ToString();

    /// <summary>Events whose number did not follow the one before.</summary>
    public int Gaps { get; private set; }

    public bool IsFinished { get; private set; }

    /// <summary>Listens until the reply ends, the stream breaks, or enough text was heard.</summary>
    public async Task Listen(HttpClient client, int enough = int.MaxValue)
    {
        IsFinished = false;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/chats/{Id}/events");
            if (Last > 0) request.Headers.Add("Last-Event-ID", Last.ToString(CultureInfo.InvariantCulture));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            var (number, kind) = (0L, "");
            while (heard.Length < enough && !IsFinished && await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) number = long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
                else if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal)) Take(number, kind, JsonNode.Parse(line[6..])!);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // the server was killed
        }
    }

    private void Take(long number, string kind, JsonNode data)
    {
        if (kind == "reload") return;
        if (number != Last + 1) Gaps++;
        Last = number;
        if (data["id"]?.GetValue<Guid>() != Reply) return;
        if (kind == "text") heard.Append((string?)data["text"]);
        if (kind == "finished") IsFinished = true;
    }
}
