using System.Collections.Concurrent;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Zhiyan.EndToEnd.Tests.Browser))]

namespace Zhiyan.EndToEnd.Tests;

/// <summary>The machine's Chromium, started once for all tests. It looks up no name and talks to this machine alone.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>The headless shell opens a page for a seventh of what it costs the whole browser.</summary>
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE 0.0.0.0",
    ];

    private IPlaywright? playwright;
    private IBrowser? chromium;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } path) return;
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(30_000);     // as long as an action may take: other tests may keep the machine busy
        chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Headless = true, Args = Arguments });
    }

    /// <summary>A page in a context of its own: no cookies, no storage, nothing of another test. Skips the test where no browser is.</summary>
    public async Task<BrowserPage> Open(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(chromium is null, "No Chromium here. To run the end-to-end tests: sudo apt-get install chromium");
        return await BrowserPage.In(await chromium.NewContextAsync(options ?? new() { Locale = "en-US" }));
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null) await chromium.CloseAsync();
        playwright?.Dispose();
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Prepend("/usr/bin")
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}

/// <summary>One page and what went wrong in it: errors, what its policy refused, and requests to other hosts.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> errors = [];
    private readonly ConcurrentQueue<string> violations = [];
    private readonly ConcurrentQueue<string> foreignRequests = [];
    private readonly ConcurrentQueue<string> dialogs = [];

    private BrowserPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        // What the page's policy stopped was never asked for.
        context.RequestFinished += (_, request) => Note(request);
        context.RequestFailed += (_, request) =>
        {
            if (request.Failure != "csp") Note(request);
        };
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) violations.Enqueue(message.Text);
            else if (message.Type == "error") errors.Enqueue(message.Text);
        };
        page.PageError += (_, error) => errors.Enqueue(error);
        page.Dialog += (_, dialog) =>
        {
            dialogs.Enqueue(dialog.Message);
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Errors => errors;

    public IReadOnlyCollection<string> Violations => violations;

    public IReadOnlyCollection<string> ForeignRequests => foreignRequests;

    public IReadOnlyCollection<string> Dialogs => dialogs;

    internal static async Task<BrowserPage> In(IBrowserContext context) => new(context, await context.NewPageAsync());

    public async ValueTask DisposeAsync() => await context.CloseAsync();

    private void Note(IRequest request)
    {
        if (Uri.TryCreate(request.Url, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https" or "ws" or "wss", Host: not "127.0.0.1" })
            foreignRequests.Enqueue(request.Url);
    }
}
