using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Streams;

public sealed class StreamTests(Browser browser)
{
    private const int Words = 900;

    private static readonly string Whole = string.Join(' ', Enumerable.Range(1, Words).Select(number => $"w{number}"));

    private static ScriptedEngine Slow => new() { Reply = [.. Whole.Split(' ').Select((word, at) => new ContentDelta(at == 0 ? word : $" {word}"))], TokenTime = TimeSpan.FromMilliseconds(5) };

    [Fact]
    public async Task A_reply_is_the_same_after_a_reload_on_a_second_device_and_when_connections_break()
    {
        await using var assistant = await Assistant.Scripted(Slow);
        await using var relay = new Relay(assistant.Running.Address);
        await using var first = await browser.Open();
        await using var second = await browser.Open();
        await first.Page.GotoAsync(relay.Address);
        await first.Page.Say("Count.");
        await Shows(first.Page, "w20 ");
        string path = new Uri(first.Page.Url).AbsolutePath;

        await first.Page.ReloadAsync();
        await second.Page.GotoAsync(assistant.Address + path);
        string[] opened = [await Text(first.Page), await Text(second.Page)];
        await Shows(second.Page, "w150 ");
        relay.Cut();
        await Shows(second.Page, "w400 ");
        await Shows(first.Page, "w400 ");
        string[] later = [await Text(first.Page), await Text(second.Page)];
        await first.Page.Reaches("done");
        await second.Page.Reaches("done");

        Assert.All([.. opened, .. later], text => Assert.StartsWith(text, Whole, StringComparison.Ordinal));
        Assert.All(opened, text => Assert.StartsWith("w1 w2 ", text, StringComparison.Ordinal));
        Assert.Equal((Whole, Whole), (await Text(first.Page), await Text(second.Page)));
        Assert.Equal(2, await first.Page.Messages().CountAsync());
        Assert.Empty(second.Errors);
    }

    [Fact]
    public async Task A_device_that_was_offline_catches_up_with_what_another_did_meanwhile()
    {
        await using var assistant = await Assistant.Scripted(Slow);
        await using var away = await assistant.Open(browser);
        await away.Page.Say("Count.");
        await Shows(away.Page, "w20 ");
        await using var here = await assistant.Open(browser, new Uri(away.Page.Url).AbsolutePath);
        await Shows(here.Page, "w40 ");

        await away.Page.Context.SetOfflineAsync(true);
        string seen = await Text(away.Page);
        await here.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await here.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await here.Page.Reaches("streaming");
        await Shows(here.Page, "w1 w2 ", times: 2);
        await away.Page.Context.SetOfflineAsync(false);
        await Shows(away.Page, "w60 ", times: 2);
        string caughtUp = await Text(away.Page);
        await away.Page.Reaches("done");
        await here.Page.Reaches("done");

        string final = await Text(here.Page);
        Assert.StartsWith(seen, final, StringComparison.Ordinal);
        Assert.StartsWith(caughtUp, final, StringComparison.Ordinal);
        Assert.Equal(final, await Text(away.Page));
        Assert.EndsWith(Whole, final, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_fell_silent_is_taken_for_dead_and_made_anew()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var relay = new Relay(assistant.Running.Address);
        await using var phone = await browser.Open();
        await phone.Page.Clock.InstallAsync();
        await phone.Page.GotoAsync(relay.Address);
        await phone.Page.Say("One.");
        await phone.Page.Reaches("done");
        await using var desk = await assistant.Open(browser, new Uri(phone.Page.Url).AbsolutePath);

        relay.HushEvents();
        await desk.Page.Say("Two.");
        await Assertions.Expect(desk.Page.Messages()).ToHaveCountAsync(4);
        await desk.Page.Reaches("done");
        int before = await phone.Page.Messages().CountAsync();
        await phone.Page.Clock.FastForwardAsync(60_000);

        await Assertions.Expect(phone.Page.Messages()).ToHaveCountAsync(4);
        await Assertions.Expect(phone.Page.Answers().Last.Body()).ToHaveTextAsync("Hello, 世界");
        Assert.Equal(2, before);
    }

    /// <summary>What of a reply the page shows now, white space apart.</summary>
    internal static async Task<string> Text(IPage page) => string.Join(' ', (await page.Answers().Last.Body().InnerTextAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    internal static Task Shows(IPage page, string text, int times = 1) => page.WaitForFunctionAsync(
        "([text, times]) => ([...document.querySelectorAll('article[data-role=assistant] [data-part=body]')].at(-1)?.textContent ?? '').split(text).length > times", new object[] { text, times });
}
