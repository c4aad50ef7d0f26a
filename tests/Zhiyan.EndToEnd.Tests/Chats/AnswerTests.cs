using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zhiyan.EndToEnd.Tests.Chats;

public sealed partial class AnswerTests(Browser browser)
{
    private const string Table = "# Figures\n\n| City | People |\n|---|---|\n| 北京 | 21,893,095 |\n| =1+1 | 2 |\n\nEuler wrote $e^{i\\pi}+1=0$.\n\n";

    private const string Code =
        """
        ```html
        <!doctype html><body><script>
        const out = { origin: self.origin };
        const tried = (name, act) => { try { out[name] = String(act()); } catch { out[name] = "refused"; } };
        tried("cookie", () => document.cookie);
        tried("storage", () => localStorage.secret);
        tried("session", () => sessionStorage.length);
        tried("parent", () => parent.document.title);
        tried("address", () => parent.location.href);
        document.body.textContent = JSON.stringify(out);
        document.body.id = "ready";
        </script></body>
        ```

        ```svg
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle id="dot" r="4" cx="4" cy="4"/></svg>
        ```

        ```mermaid
        graph TD; A[开始]-->B[结束]
        ```

        That is all.
        """;

    [Fact]
    public async Task An_answer_is_shown_while_it_is_written_and_what_is_in_it_can_be_copied_and_run()
    {
        var engine = new DictatedEngine();
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await assistant.Open(browser, options: new() { Locale = "en-US", Permissions = ["clipboard-read", "clipboard-write"] });
        var page = opened.Page;
        var answer = page.Answers().Last;
        var reasoning = answer.Locator("summary");
        await page.EvaluateAsync("() => { localStorage.secret = 'of the page'; document.cookie = 'secret=of-the-page'; }");

        // Reasoning comes first and stays folded; how long it took is told when the words begin.
        await page.Say("Show me everything");
        engine.Think("First the table, ");
        engine.Think("then the code.");
        await Expect(reasoning).ToHaveTextAsync("Thinking …");
        engine.Dictate(Table);
        await Expect(answer.Locator(".katex").First).ToBeVisibleAsync();
        await Expect(reasoning).ToHaveTextAsync(Duration());
        Assert.Equal("streaming", await answer.GetAttributeAsync("data-state"));
        await page.ReloadAsync();
        await Expect(reasoning).ToHaveTextAsync("Thoughts");
        engine.Answer(Code);
        await page.Reaches("done");
        await Expect(reasoning).ToHaveTextAsync(Duration());
        await Expect(answer.Locator("[data-part=reasoning-text]")).ToBeHiddenAsync();
        await reasoning.ClickAsync();
        await Expect(answer.Locator("[data-part=reasoning-text]")).ToHaveTextAsync("First the table, then the code.");

        // The same when it is opened later as when it was written.
        for (var time = 0; time < 2; time++)
        {
            await Expect(answer.Locator(".katex").First).ToBeVisibleAsync();
            await Expect(answer.Locator("img.diagram")).ToBeVisibleAsync();
            await answer.Locator(".code-block").First.ScrollIntoViewIfNeededAsync();
            await Expect(answer.Locator(".hljs-tag").First).ToBeVisibleAsync();
            Assert.Equal("City,People\r\n北京,\"21,893,095\"\r\n'=1+1,2\r\n", await Copied(page, answer.Locator(".table-block"), "Copy as CSV"));
            var code = answer.Locator(".code-block").First;
            Assert.Equal(Code[(Code.IndexOf('\n', StringComparison.Ordinal) + 1)..Code.IndexOf("```\n\n```svg", StringComparison.Ordinal)], await Copied(page, code, "Copy"));
            await code.GetByRole(AriaRole.Button, new() { Name = "Wrap long lines" }).ClickAsync();
            await Expect(code).ToHaveClassAsync(Wrapped());
            await code.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
            var told = JsonSerializer.Deserialize<Dictionary<string, string>>((await code.FrameLocator("iframe").Locator("#ready").TextContentAsync())!)!;
            Assert.Equal("null", told["origin"]);
            Assert.Equal(["refused"], told.Where(way => way.Key != "origin").Select(way => way.Value).Distinct());
            var drawing = answer.Locator(".code-block").Nth(1);
            await drawing.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
            await drawing.FrameLocator("iframe").Locator("#dot").WaitForAsync();
            Assert.Contains("That is all.", await answer.Body().InnerTextAsync(), StringComparison.Ordinal);
            await page.ReloadAsync();
        }

        // Chromium does not know the directive that keeps other browsers' frames from connections between peers.
        Assert.DoesNotContain(opened.Errors, error => !error.Contains("'webrtc'", StringComparison.Ordinal));
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }

    [Fact]
    public async Task What_a_reply_took_is_told_and_a_chat_is_named_once_and_can_be_named_otherwise()
    {
        var engine = new DictatedEngine { Title = "A capital city" };
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        var title = page.Locator("[data-chat-title]");
        var listed = page.GetByRole(AriaRole.Navigation, new() { Name = "Chats" }).Locator(".chat-row a");

        engine.Answer("It is Paris.");
        await page.Say("What is the capital of France?");
        await page.Reaches("done");
        await Expect(title).ToHaveTextAsync("A capital city");
        await Expect(listed).ToHaveTextAsync("A capital city");
        await page.Answers().Last.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "About this reply" }).ClickAsync();
        var facts = await page.GetByRole(AriaRole.Dialog).InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();

        Assert.Matches(@"Model\s+scripted", facts);
        Assert.Matches(@"Read\s+10 tokens, 4 of them from the cache", facts);
        Assert.Matches(@"Written\s+2 tokens", facts);
        Assert.Matches(@"Speed\s+(–|\d+ tokens per second)", facts);
        Assert.Matches(@"Cost\s+none, on this machine", facts);
        Assert.Matches(@"Seed\s+\d+", facts);

        await title.ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Title" }).FillAsync("巴黎");
        await page.GetByRole(AriaRole.Button, new() { Name = "OK" }).ClickAsync();
        await Expect(title).ToHaveTextAsync("巴黎");
        await Expect(listed).ToHaveTextAsync("巴黎");
        engine.Answer("Rome.");
        await page.Say("And of Italy?");
        await Expect(page.Answers()).ToHaveCountAsync(2);
        await page.Reaches("done");
        await page.ReloadAsync();

        await Expect(title).ToHaveTextAsync("巴黎");
        await Expect(page).ToHaveTitleAsync("巴黎 · Zhiyan");
        Assert.Equal(1, engine.Titles);
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }

    private static async Task<string> Copied(IPage page, ILocator block, string button)
    {
        await block.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await block.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();
        return await page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    [GeneratedRegex(@"^\s*Thought for \d+\.\d s\s*$")]
    private static partial Regex Duration();

    [GeneratedRegex(@"\bwrapped\b")]
    private static partial Regex Wrapped();
}
