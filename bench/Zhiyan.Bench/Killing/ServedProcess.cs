using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Zhiyan.Bench.Killing;

/// <summary>A <c>zhiyan serve</c> in a process of its own over a data folder, and a browser's way into its page API.</summary>
internal sealed partial class ServedProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    private readonly Process process;

    private ServedProcess(Process process, HttpClient client)
    {
        this.process = process;
        Client = client;
    }

    /// <summary>Carries the cookie and the token of a page.</summary>
    public HttpClient Client { get; }

    /// <param name="program">The path of zhiyan.dll.</param>
    public static async Task<ServedProcess> Start(string program, string data, IReadOnlyList<string> more)
    {
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", data, "--urls", "http://127.0.0.1:0", .. more]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            using var late = new CancellationTokenSource(StartTime);
            string? address = null;
            while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
            {
                address ??= Address().Match(line) is { Success: true } match ? match.Value : null;
                if (line.StartsWith("ready:", StringComparison.Ordinal)) break;
            }
            if (address is null) throw new InvalidOperationException($"zhiyan serve did not start: {await errors.WaitAsync(late.Token)}");
            _ = process.StandardOutput.ReadToEndAsync();
            var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(10) };
            var page = await client.GetStringAsync("/offline");
            client.DefaultRequestHeaders.Add("RequestVerificationToken", Token().Match(page).Groups[1].Value);
            return new ServedProcess(process, client);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>SIGKILL: nothing of it can run any more.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<JsonNode> Get(string path) => (await Client.GetFromJsonAsync<JsonNode>(path))!;

    public async Task<JsonNode> Post(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited) await Kill();
        process.Dispose();
    }

    [GeneratedRegex(@"http://[\d.:]+")]
    private static partial Regex Address();

    [GeneratedRegex("name=\"antiforgery\" content=\"([^\"]+)\"")]
    private static partial Regex Token();
}
