using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Zhiyan.EndToEnd.Tests.Streams;
using Zhiyan.Testing;

namespace Zhiyan.EndToEnd.Tests.Security;

/// <summary>The program itself, in a network of its own that has nothing but loopback. The kernel counts what it tried; people reach it by a socket that is a file.</summary>
public sealed partial class OfflineTests
{
    [Fact]
    public async Task A_whole_journey_asks_for_no_name_and_connects_to_nobody()
    {
        var program = ServerProcess.Program;
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(program), $"{program} is not built");
        Assert.SkipUnless(await CanUnshare(), "this system lets nobody make a network of their own (unshare -rn)");
        var model = DefaultModels.Mini;
        var folder = Directory.CreateTempSubdirectory("zhiyan-offline");
        var socket = Path.Combine(folder.FullName, "s");
        using var server = Process.Start(new ProcessStartInfo("unshare", ["-rn", "--", "sh", "-c", "ip link set lo up 2>/dev/null; exec dotnet \"$@\"", "sh", program, "serve", "--urls", $"http://unix:{socket}", "--data", folder.FullName, "--model", model, "--context", "2048"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            var said = server.StandardOutput;
            var ready = "";
            while (await said.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !(ready = line).StartsWith("ready", StringComparison.Ordinal)) { }
            Assert.StartsWith("ready", ready);
            using var client = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            }) { BaseAddress = new Uri("http://localhost/"), Timeout = TimeSpan.FromMinutes(5) };

            var answer = await Journey(client);
            var counts = Counts(server.Id);

            Assert.NotEmpty(answer);
            Assert.Contains(counts, count => count.Name == "Tcp.ActiveOpens");
            Assert.All(counts, count => Assert.Equal((count.Name, 0), count));
        }
        finally
        {
            if (!server.HasExited) server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Pages, a chat with a file, search, a share, exports, the API and its reference.</summary>
    private static async Task<string> Journey(HttpClient client)
    {
        var cancel = TestContext.Current.CancellationToken;
        client.DefaultRequestHeaders.Add("Accept", "text/html, application/json");
        foreach (var step in new[] { "/welcome", "/welcome/name", "/welcome/model", "/welcome/ready" })
        {
            var form = await client.GetStringAsync(step, cancel);
            using var sent = await client.PostAsync(step, new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(form).Groups[1].Value)]), cancel);
            Assert.True(sent.IsSuccessStatusCode, $"{step}: {sent.StatusCode}");
        }
        var home = await client.GetStringAsync("/", cancel);
        client.DefaultRequestHeaders.Add("RequestVerificationToken", Meta().Match(home).Groups[1].Value);
        using var upload = await client.PostAsync("/api/files?name=note.txt", new StringContent("a note"), cancel);
        var file = (string)(await upload.Content.ReadFromJsonAsync<JsonNode>(cancel))!["id"]!;
        using var made = await client.PostAsJsonAsync("/api/chats", new { settings = new { max_tokens = 8 } }, cancel);
        var chat = (string)(await made.Content.ReadFromJsonAsync<JsonNode>(cancel))!["id"]!;
        using var said = await client.PostAsJsonAsync($"/api/chats/{chat}/messages", new { id = Guid.NewGuid(), text = "See https://news.example/ and ![x](https://images.example/x.png)", files = new[] { file } }, cancel);
        var reply = (string)(await said.Content.ReadFromJsonAsync<JsonNode>(cancel))!["reply"]!;
        JsonNode answer;
        do
        {
            await Task.Delay(100, cancel);
            answer = (await client.GetFromJsonAsync<JsonNode>($"/api/chats/{chat}/messages/{reply}", cancel))!;
        }
        while ((string)answer["state"]! == "streaming");
        using var shared = await client.PostAsJsonAsync($"/api/chats/{chat}/shares", new { audience = "link" }, cancel);
        var share = (string)(await shared.Content.ReadFromJsonAsync<JsonNode>(cancel))!["address"]!;
        foreach (var path in new[] { $"/c/{chat}", share, "/search?q=news", "/settings", "/settings/data", "/admin/people", "/admin/models", "/docs/", "/openapi/v1.json", "/state", "/metrics", "/v1/models", "/api/export",
            $"/api/chats/{chat}/export?format=pdf", $"/api/chats/{chat}/export?format=docx", $"/api/chats/{chat}/export?format=html" })
        {
            using var page = await client.GetAsync(path, cancel);
            Assert.True(page.IsSuccessStatusCode, $"{path}: {page.StatusCode}");
        }
        using var completion = await client.PostAsJsonAsync("/v1/chat/completions", new { messages = new[] { new { role = "user", content = "Hi" } }, max_tokens = 4 }, cancel);
        Assert.True(completion.IsSuccessStatusCode);
        return (string)answer["text"]!;
    }

    /// <summary>What the kernel counted in the network of a process: connections begun, datagrams sent, and packets for which there was no way.</summary>
    private static List<(string Name, int Value)> Counts(int process)
    {
        var found = new List<(string, int)>();
        var lines = File.ReadAllLines($"/proc/{process}/net/snmp");
        for (var at = 0; at + 1 < lines.Length; at += 2)
        {
            var (names, values) = (lines[at].Split(' '), lines[at + 1].Split(' '));
            foreach (var name in new[] { "ActiveOpens", "OutDatagrams", "OutNoRoutes", "OutRequests" })
                if (Array.IndexOf(names, name) is > 0 and var place) found.Add(($"{names[0].TrimEnd(':')}.{name}", int.Parse(values[place], System.Globalization.CultureInfo.InvariantCulture)));
        }
        foreach (var parts in File.ReadAllLines($"/proc/{process}/net/snmp6").Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            if (parts[0] is "Ip6OutNoRoutes" or "Udp6OutDatagrams") found.Add((parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)));
        return found;
    }

    private static async Task<bool> CanUnshare()
    {
        try
        {
            using var trial = Process.Start(new ProcessStartInfo("unshare", ["-rn", "true"]) { RedirectStandardError = true })!;
            await trial.WaitForExitAsync();
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<meta name=\"antiforgery\" content=\"([^\"]+)\"")]
    private static partial Regex Meta();
}
