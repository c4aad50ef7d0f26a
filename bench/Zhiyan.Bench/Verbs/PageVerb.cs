using System.CommandLine;
using System.Text.Json;
using Microsoft.Playwright;
using Zhiyan.Bench.Streams;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>page</c>: in a real browser, how soon the page can be written in, and how long its tasks are while a long answer streams.</summary>
internal static class PageVerb
{
    private static readonly JsonSerializerOptions json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, IndentSize = 1 };

    private const string Watch =
        """
        window.longTasks = [];
        new PerformanceObserver(list => longTasks.push(...list.getEntries().map(({ startTime, duration }) => ({ at: Math.round(startTime), ms: Math.round(duration) })))).observe({ type: "longtask", buffered: true });
        const look = () => {
          const field = document.querySelector("[data-conversation][data-ready] textarea");
          if (field && !field.disabled && !field.readOnly) { field.focus(); if (document.activeElement === field) { window.usable = performance.now(); return; } }
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        """;

    public static Command Create()
    {
        var browser = new Option<string>("--browser") { Description = "The Chromium to use.", HelpName = "PATH", DefaultValueFactory = _ => "/usr/bin/chromium" };
        var loads = new Option<int>("--loads") { Description = "Visitors: each has a new profile and comes twice.", DefaultValueFactory = _ => 10 };
        var tokens = new Option<int>("--tokens") { Description = "Tokens of the answer.", DefaultValueFactory = _ => 10_000 };
        var pace = new Option<double>("--token-ms") { Description = "Milliseconds from one token to the next.", DefaultValueFactory = _ => 5 };
        var command = new Command("page", "Measure the page in a browser: when it can be used, and its long tasks while an answer streams.") { browser, loads, tokens, pace };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var server = await PacedServer.Start("answer", arguments.GetValue(tokens), arguments.GetValue(pace));
            using var playwright = await Playwright.CreateAsync();
            await using var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = arguments.GetValue(browser), Args = ["--no-sandbox", "--disable-gpu"] });
            var (usable, again) = (new List<double>(), new List<double>());
            for (var at = 0; at < arguments.GetValue(loads); at++)
            {
                await using var context = await chromium.NewContextAsync();
                usable.Add(await Usable(context, server.Address));
                again.Add(await Usable(context, server.Address));
            }
            var stream = await Stream(chromium, server.Address);
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                browser = chromium.Version,
                usableMs = new { serversFirst = Math.Round(usable[0]), firstVisit = Told(usable.Skip(1)), again = Told(again.Skip(1)), visits = usable.Count - 1 },
                stream,
            }, json));
        });
        return command;
    }

    private static object Told(IEnumerable<double> times)
    {
        var ordered = times.Order().ToList();
        return new { fastest = Math.Round(ordered[0]), median = Math.Round(ordered[ordered.Count / 2]), slowest = Math.Round(ordered[^1]) };
    }

    /// <summary>Milliseconds from the start of the navigation until the composer has the focus and hears what is typed.</summary>
    private static async Task<double> Usable(IBrowserContext context, Uri address)
    {
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(address.ToString());
        await page.WaitForFunctionAsync("() => window.usable");
        return await page.EvaluateAsync<double>("() => window.usable");
    }

    private static async Task<JsonElement> Stream(IBrowser chromium, Uri address)
    {
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(address.ToString());
        await page.WaitForFunctionAsync("() => window.usable");
        await page.Locator("textarea").FillAsync("Tell me about waves.");
        await page.EvaluateAsync("() => { window.longTasks.length = 0; window.begun = performance.now(); }");
        await page.Locator("textarea").PressAsync("Enter");
        await page.WaitForFunctionAsync("() => document.querySelector('article[data-role=assistant]')?.dataset.state === 'done'", null, new() { Timeout = 0 });
        return await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const ended = performance.now();
              await new Promise(resolve => setTimeout(resolve, 2000));      // what is done after the end counts as well
              const tasks = window.longTasks.map(task => task.ms);
              return {
                seconds: Math.round((ended - window.begun) / 100) / 10,
                characters: document.querySelector("article[data-role=assistant] [data-part=body]").textContent.length,
                long_tasks: tasks.length,
                over_100_ms: tasks.filter(ms => ms > 100).length,
                longest_ms: Math.max(0, ...tasks),
                sum_ms: tasks.reduce((sum, ms) => sum + ms, 0),
                at_the_end: window.longTasks.filter(task => task.at > ended - 500).map(task => task.ms),
              };
            }
            """);
    }
}
