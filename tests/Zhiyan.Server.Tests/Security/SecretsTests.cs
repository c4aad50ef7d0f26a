using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Zhiyan.Server.Chats;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;
using Zhiyan.Server.Tests.People;

namespace Zhiyan.Server.Tests.Security;

public sealed class SecretsTests
{
    private const string ProviderKey = "sk-provider-1f2e3d4c5b6a7988";
    private const string Said = "the treasure lies under the old oak";

    [Fact]
    public async Task Nothing_that_is_secret_is_logged_or_lies_on_the_disk_as_it_is()
    {
        var data = Directory.CreateTempSubdirectory("zhiyan-secrets");
        var lines = new Lines();
        var secrets = new List<string> { Browser.Password, ProviderKey, "another good password" };
        await using (var server = await RunningServer.Start(new ScriptedEngine { Reply = [new Inference.ToolCalls.ContentDelta("The "), new Inference.ToolCalls.ContentDelta("oak answers")] }, Browser.Open with { DataFolder = data.FullName, LogRequests = true }))
        {
            Listen(server, lines);
            await server.Server.Loaded;
            using var ann = await Browser.SetUp(server);
            using var guest = new Guest(ann.Copy(server), server);
            using var wrong = new Browser(server);
            await wrong.Send("/sign-in", ("name", "Ann"), ("password", "a wrong password"));
            await ann.Save("/admin/models/new", "provider", ("Form.Name", "Far"), ("Form.Kind", "OpenAi"), ("Form.BaseUrl", "http://127.0.0.1:9/v1"), ("Form.Key", ProviderKey), ("Form.Models", "far"), ("Form.Enabled", "on"), ("Form.Act", "save"));
            await ann.Submit("/admin/models/far", "provider", ("Form.Name", "Far"), ("Form.Kind", "OpenAi"), ("Form.BaseUrl", "http://127.0.0.1:9/v1"), ("Form.Models", "far"), ("Form.Enabled", "on"), ("Form.Act", "test"));
            var services = server.Server.Services;
            var person = (await services.GetRequiredService<Members>().List())[0].Id;
            var key = await services.GetRequiredService<PersonKeys>().Make(person, "program");
            secrets.Add(key);
            foreach (var model in new[] { "scripted", "far/far" })
            {
                using var made = await guest.Send(HttpMethod.Post, "/api/chats", JsonContent.Create(new { settings = new { model } }));
                var chat = (string)(await made.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonNode>())!["id"]!;
                using var sent = await guest.Send(HttpMethod.Post, $"/api/chats/{chat}/messages", JsonContent.Create(new { id = Guid.NewGuid(), text = Said }));
                Assert.Equal(201, (int)sent.StatusCode);
                await services.GetRequiredService<Replies>().Stop(Guid.Parse(chat));
            }
            using var upload = await guest.Send(HttpMethod.Post, "/api/files?name=map.txt", new StringContent(Said));
            using var completion = await guest.Send(HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(new { model = "scripted", messages = new[] { new { role = "user", content = Said } } }), key: key);
            Assert.Equal(200, (int)completion.StatusCode);
            await ann.SendTo("/settings/account", "/settings/account/password", ("current", Browser.Password), ("password", "another good password"));
            secrets.AddRange(ann.Cookies.GetAllCookies().Where(cookie => cookie.Name == "session").Select(cookie => cookie.Value));
            var invite = await ann.MakeInvite();
            secrets.Add(invite["/invite/".Length..]);
            lines.IsOwnOnly = true;     // the framework's own lines, which are off, name addresses as they are
            using var opened = await ann.Get(invite);
            Assert.Equal(200, (int)opened.StatusCode);
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();

        var log = string.Join('\n', lines.All);
        var kept = Directory.GetFiles(data.FullName, "*", SearchOption.AllDirectories).ToDictionary(path => path, path => Encoding.Latin1.GetString(File.ReadAllBytes(path)));
        data.Delete(recursive: true);

        Assert.InRange(lines.All.Count, 500, int.MaxValue);
        Assert.Equal(6, secrets.Count);
        foreach (var secret in secrets.Append(Said).Append("a wrong password").Append("oak answers")) Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        Assert.Contains(kept, file => file.Value.Contains("Far", StringComparison.Ordinal));
        foreach (var (path, content) in kept)
            foreach (var secret in secrets) Assert.False(content.Contains(secret, StringComparison.Ordinal), $"{path} holds '{secret}'");
    }

    /// <summary>Everything at the finest level from here on, and not on the console.</summary>
    private static void Listen(RunningServer server, Lines lines)
    {
        var filters = server.Server.Services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>().CurrentValue;
        filters.MinLevel = LogLevel.Trace;
        filters.Rules.Clear();
        filters.Rules.Add(new LoggerFilterRule(typeof(ConsoleLoggerProvider).FullName, null, LogLevel.None, null));
        server.Server.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
    }

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<string> All { get; } = [];

        public bool IsOwnOnly { get; set; }

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose() { }

        private sealed class Logger(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel level) => true;

            public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> format)
            {
                if (!lines.IsOwnOnly || category.StartsWith("Zhiyan", StringComparison.Ordinal)) lines.All.Enqueue($"{category} {format(state, error)} {error}");
            }
        }
    }
}
