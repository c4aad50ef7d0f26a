using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zhiyan.EndToEnd.Tests.Chats;

public sealed class StopTests(Browser browser)
{
    [Fact]
    public async Task A_reply_that_is_stopped_ends_at_once_here_and_in_the_engine_keeps_what_was_written_and_can_go_on()
    {
        var engine = new DictatedEngine();
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        var answer = page.Answers().Last;
        using var enough = new CancellationTokenSource();
        var speaking = Speak(engine, enough.Token);

        await page.Say("Count for me");
        await Expect(answer.Body()).ToContainTextAsync("w20 ");
        await page.EvaluateAsync(
            """
            () => {
              const seen = window.stopping = {}, article = document.querySelector("article[data-state=streaming]");
              document.querySelector("[data-stop]").addEventListener("click", () => {
                seen.clicked = performance.now();
                seen.shown = article.querySelector("[data-part=body]").textContent;
                requestAnimationFrame(() => setTimeout(() => { seen.painted = performance.now(); }));
              }, { capture: true });
              new MutationObserver(() => { if (article.dataset.state === "stopped") seen.stopped ??= performance.now(); }).observe(article, { attributes: true });
            }
            """);
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(answer).ToContainTextAsync("You stopped this reply.");
        var taken = engine.Taken;
        var kept = await answer.Body().InnerTextAsync();
        await page.WaitForTimeoutAsync(200);
        var seen = await page.EvaluateAsync<JsonElement>("window.stopping");
        await enough.CancelAsync();
        await speaking;

        // In the page by its own clock, in the engine by its count.
        double clicked = seen.GetProperty("clicked").GetDouble(), stopped = seen.GetProperty("stopped").GetDouble(), painted = seen.GetProperty("painted").GetDouble();
        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"Stop: the page says so {stopped - clicked:0.0} ms after the press and has drawn it after {painted - clicked:0.0} ms; the engine made {taken - Words(kept)} tokens that were not kept."));
        Assert.True(clicked <= stopped && stopped <= painted);
        Assert.InRange(taken - Words(kept), 0, 2);
        Assert.Equal((taken, 0), (engine.Taken, engine.Active));
        Assert.StartsWith(seen.GetProperty("shown").GetString()!.Trim(), kept, StringComparison.Ordinal);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeHiddenAsync();

        await Expect(page.Locator("[data-chat-title]")).ToHaveTextAsync("Count for me");

        // Kept for good, and the beginning of what it goes on with.
        await page.ReloadAsync();
        await Expect(answer.Body()).ToHaveTextAsync(kept);
        await Expect(answer).ToHaveAttributeAsync("data-state", "stopped");
        engine.Forget();
        engine.Dictate(" and so on");
        await answer.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(answer.Body()).ToHaveTextAsync($"{kept} and so on");
        await Expect(answer).ToHaveAttributeAsync("data-state", "streaming");
        engine.Answer(".");
        await page.Reaches("done");
        Assert.True(engine.Asked!.Continue);
        Assert.Equal(kept, ((string?)engine.Asked.Messages[^1]["content"])!.Trim());
        await page.ReloadAsync();

        await Expect(answer.Body()).ToHaveTextAsync($"{kept} and so on.");
        await Expect(page.Messages()).ToHaveCountAsync(2);
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }

    private static int Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>A word a token, for as long as it takes.</summary>
    private static async Task Speak(DictatedEngine engine, CancellationToken enough)
    {
        for (var at = 0; !enough.IsCancellationRequested; at++)
        {
            engine.Dictate($"w{at} ");
            await Task.Delay(10, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
