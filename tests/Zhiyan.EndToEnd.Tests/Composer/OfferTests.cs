using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Composer;

public sealed class OfferTests(Browser browser)
{
    private const string SavePrompts =
        """
        async () => {
          const headers = { "Content-Type": "application/json", RequestVerificationToken: document.querySelector("meta[name=antiforgery]").content };
          for (const [name, text] of [["translate", "Translate this into Chinese:\n"], ["summary", "Sum this up in three sentences:\n"]])
            await fetch("/api/prompts", { method: "POST", headers, body: JSON.stringify({ name, text }) });
        }
        """;

    [Fact]
    public async Task A_slash_brings_saved_prompts_and_an_at_sign_models_and_each_is_asked_for_once()
    {
        var other = new ScriptedEngine { Reply = [new ContentDelta("From the other.")] };
        await using var assistant = await Assistant.Scripted(new ScriptedModels(("first", () => new ScriptedEngine()), ("second", () => other)));
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        await page.IsReady();
        await page.EvaluateAsync(SavePrompts);
        var asked = new List<string>();
        page.Request += (_, request) => { lock (asked) asked.Add(new Uri(request.Url).AbsolutePath); };
        var offers = page.GetByRole(AriaRole.Option);

        await page.Composer().PressSequentiallyAsync("/");
        await Assertions.Expect(offers).ToHaveCountAsync(2);
        await page.Composer().PressSequentiallyAsync("trans");
        await Assertions.Expect(offers).ToHaveTextAsync(["/translateTranslate this into Chinese:"]);
        await page.Composer().PressAsync("Enter");
        await Assertions.Expect(page.Composer()).ToHaveValueAsync("Translate this into Chinese:\n");
        await Assertions.Expect(offers).ToHaveCountAsync(0);
        await page.Composer().FillAsync("");
        await page.Composer().PressSequentiallyAsync("@sec");
        await Assertions.Expect(offers).ToHaveCountAsync(1);
        await page.Composer().PressAsync("Tab");
        await Assertions.Expect(page.Composer()).ToHaveValueAsync("");
        await page.Say("Who are you?");
        await page.Reaches("done");

        await Assertions.Expect(page.Answers().Body()).ToHaveTextAsync("From the other.");
        await Assertions.Expect(page.Locator(".message-name")).ToHaveTextAsync("second");
        lock (asked) Assert.Equal((1, 1), (asked.Count(path => path == "/api/prompts"), asked.Count(path => path == "/api/models")));
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
    }

    [Fact]
    public async Task The_gauge_tells_how_full_the_context_is_and_what_is_left_out()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine { Context = 400 });
        await using var opened = await assistant.Open(browser);
        await using var chinese = await browser.Open(new() { Locale = "zh-CN" });
        var page = opened.Page;

        await page.Say("Short.");
        await page.Reaches("done");
        var gauge = page.Locator("[data-gauge]");
        await Assertions.Expect(gauge).ToBeVisibleAsync();
        string? early = await gauge.GetAttributeAsync("aria-label");
        bool isQuiet = await page.Locator("[data-dropped]").IsHiddenAsync();
        await page.Say(new string('a', 300));
        await Assertions.Expect(page.Messages()).ToHaveCountAsync(4);
        await page.Reaches("done");
        await chinese.Page.GotoAsync(page.Url);

        await Assertions.Expect(page.Locator("[data-dropped]")).ToHaveTextAsync(new Regex("^The model's context is full\\. Left out from the beginning: [1-4] messages?\\.$"));
        await Assertions.Expect(chinese.Page.Locator("[data-dropped]")).ToHaveTextAsync(new Regex("^模型的上下文已满，最早的 [1-4] 条消息不再读取。$"));
        Assert.Matches("^1[0-9]{2} of 400 tokens", early);
        Assert.True(isQuiet);
    }
}
