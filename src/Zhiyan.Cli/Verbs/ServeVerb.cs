using System.Collections;
using System.CommandLine;
using System.Diagnostics;
using Zhiyan.Cli.Interaction;
using Zhiyan.Server;
using Zhiyan.Server.Security;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan serve</c>, and what <c>zhiyan</c> alone does: the HTTP server until somebody ends it.</summary>
internal static class ServeVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var command = new Command("serve", "Serve an OpenAI-compatible API.");
        Configure(command, common, terminal);
        return command;
    }

    public static void Configure(Command command, CommonOptions common, Terminal terminal)
    {
        var urls = Options.Text("--urls", "URLS", "Addresses to listen at, separated by ';'; at any but 127.0.0.1 people sign in and the API needs keys. Default: http://127.0.0.1:7860.");
        var keyFile = Options.Text("--api-key-file", "FILE", "A file with API keys, one a line. Also from ZHIYAN_API_KEYS, separated by commas.");
        var origins = Options.Texts("--allow-origin", "ORIGIN", "Pages of this origin may call the API, such as http://localhost:3000; may be given several times.");
        var proxies = Options.AnyTexts("--behind-proxy", "ADDRESS", "A reverse proxy is in front: take clients' addresses from its X-Forwarded-For and -Proto, sign people in. Proxies on other machines by address or network.");
        var memory = Options.Bytes("--memory-budget", "Memory that models may take together, such as 8G. Default: three quarters of what there is.");
        var engine = new EngineOptions();
        var log = Options.Flag("--log-requests", "A line for each request on standard error, without what was said.");
        Options.AddTo(command, common.Model, urls, keyFile, origins, proxies, log, memory, common.Database, common.NoSnapshot);
        engine.AddTo(command, common);
        command.SetAction(async (arguments, cancellation) =>
        {
            var settings = new ServerSettings
            {
                Catalog = common.Catalog(arguments),
                DataFolder = common.DataFolder(arguments),
                Database = common.DatabaseConnection(arguments),
                TakesSnapshots = !arguments.GetValue(common.NoSnapshot),
                Model = arguments.GetValue(common.Model),
                Engine = engine.Read(arguments, common),
                ApiKeys = ApiKeys.Read(Environment.GetEnvironmentVariable("ZHIYAN_API_KEYS"), arguments.GetValue(keyFile)),
                MemoryBudget = arguments.GetValue(memory),
                OpenTelemetry = OpenTelemetryVariables(),
                AllowedOrigins = arguments.GetValue(origins) ?? [],
                Proxies = arguments.GetResult(proxies) is null ? null : arguments.GetValue(proxies) ?? [],
                LogRequests = arguments.GetValue(log),
            };
            if (arguments.GetValue(urls) is { } given)
                settings = settings with { Urls = given.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) };
            await Serve(settings, terminal, cancellation);
        });
    }

    /// <summary>Where traces and metrics are sent, if anywhere, is said in OpenTelemetry's own variables.</summary>
    private static Dictionary<string, string> OpenTelemetryVariables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => variable.Key is string name && name.StartsWith("OTEL_", StringComparison.Ordinal))
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "");

    private static async Task Serve(ServerSettings settings, Terminal terminal, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        await using var server = await ZhiyanServer.Start(settings, cancellation);
        Say($"知言 Zhiyan listens at {string.Join(" and ", server.Urls)}");
        if (server.SetupCode is { } code) Say($"nobody has set it up yet: open it in a browser and enter the code {code}");
        Say("loading the model …");
        var model = await server.Loaded.WaitAsync(cancellation);
        Say(FormattableString.Invariant($"ready: {model} after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s; Ctrl+C ends it"));
        await server.WaitForShutdown(cancellation);
        cancellation.ThrowIfCancellationRequested();

        void Say(string line)
        {
            terminal.Out.WriteLine(line);
            terminal.Out.Flush();
        }
    }
}
