using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.EndToEnd.Tests.Organise;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Pwa;

public sealed class NotificationTests(Browser browser)
{
    /// <summary>A person who is asked for leave, and what they say; without a window, a browser asks nobody.</summary>
    private const string Asked =
        """
        window.asked = 0;
        Object.defineProperty(Notification, "permission", { get: () => "default" });
        Notification.requestPermission = async () => { window.asked++; return "denied"; };
        """;

    /// <summary>A person who has given leave, and a list of what a page then has shown; Chromium's headless shell shows nothing.</summary>
    private const string Granted =
        """
        window.shown = [];
        Object.defineProperty(Notification, "permission", { get: () => "granted" });
        ServiceWorkerRegistration.prototype.showNotification = async (title, options) => { window.shown.push([title, options.body, options.data.address]); };
        """;

    [Fact]
    public async Task The_browser_asks_for_leave_to_notify_when_that_is_switched_on_and_never_else()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await browser.Open();
        var page = opened.Page;
        await page.AddInitScriptAsync(Asked);

        await page.GotoAsync(assistant.Address);
        await page.Say("Hello");
        await page.Reaches("done");
        var onChat = await page.EvaluateAsync<int>("window.asked");
        await page.GotoAsync(assistant.Address + "/settings");
        var onSettings = await page.EvaluateAsync<int>("window.asked");
        await page.GetByLabel("Notify me when a long answer is done").ClickAsync();

        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync("This browser does not allow notifications");
        await Assertions.Expect(page.GetByLabel("Notify me when a long answer is done")).Not.ToBeCheckedAsync();
        Assert.Equal((0, 0, 1), (onChat, onSettings, await page.EvaluateAsync<int>("window.asked")));
    }

    [Fact]
    public async Task The_end_of_a_long_reply_is_told_on_a_page_out_of_sight()
    {
        var turn = new TaskCompletionSource();
        await using var assistant = await Assistant.Scripted(new ScriptedEngine { Reply = [new ContentDelta("The tower is tall.")], Turn = turn.Task });
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        await page.AddInitScriptAsync(Granted);
        await page.GotoAsync(assistant.Address + "/settings");
        await page.GetByLabel("Notify me when a long answer is done").CheckAsync();
        await page.Button("Save").ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToHaveTextAsync("Saved.");
        await page.GotoAsync(assistant.Address);
        await page.EvaluateAsync("() => navigator.serviceWorker.ready");

        var isOutOfSight = new TaskCompletionSource();
        await page.RouteAsync("**/messages", async route =>
        {
            var sent = await route.FetchAsync();
            await isOutOfSight.Task;        // the reply begins before the page hears that its message was sent
            await route.FulfillAsync(new RouteFulfillOptions { Response = sent });
        });

        await page.Say("How tall is the tower?");
        await page.Reaches("streaming");
        await page.EvaluateAsync(
            """
            () => {
              Object.defineProperty(document, "hidden", { get: () => true });
              Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
              const now = performance.now.bind(performance);
              performance.now = () => now() + 11_000;
            }
            """);
        isOutOfSight.SetResult();
        turn.SetResult();
        await page.Reaches("done");
        await page.WaitForFunctionAsync("() => window.shown.length > 0");
        var shown = await page.EvaluateAsync<string[]>("window.shown[0]");

        Assert.EndsWith("Zhiyan", shown[0], StringComparison.Ordinal);
        Assert.Equal(["The tower is tall.", new Uri(page.Url).AbsolutePath], shown[1..]);
        Assert.Empty(opened.Errors);
    }
}
