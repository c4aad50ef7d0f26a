using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zhiyan.EndToEnd.Tests.Chats;

public sealed class DraftTests(Browser browser)
{
    [Fact]
    public async Task What_is_typed_stays_with_its_chat_and_each_chat_with_its_page()
    {
        var engine = new DictatedEngine();
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        var sidebar = page.GetByRole(AriaRole.Complementary, new() { Name = "Sidebar" });
        var newChat = sidebar.GetByRole(AriaRole.Link, new() { Name = "New chat" });
        ILocator Listed(string chat) => sidebar.Locator($".chat-row a[href='{chat}']");

        engine.Answer("```js\nconst a = 1;\n```");
        await page.Say("This is chat A");
        await page.Reaches("done");
        var a = new Uri(page.Url).AbsolutePath;

        // Left at once, before a pause in typing.
        await page.Composer().FillAsync("more for A");
        await newChat.ClickAsync();
        await Expect(page.Messages()).ToHaveCountAsync(0);
        await Expect(page.Composer()).ToHaveValueAsync("");
        await page.Composer().FillAsync("the first of B");
        await Listed(a).ClickAsync();
        await Expect(page.Messages()).ToHaveCountAsync(2);
        await Expect(page.Composer()).ToHaveValueAsync("more for A");
        await newChat.ClickAsync();
        await Expect(page.Messages()).ToHaveCountAsync(0);
        await Expect(page.Composer()).ToHaveValueAsync("the first of B");
        await page.ReloadAsync();
        await Expect(page.Composer()).ToHaveValueAsync("the first of B");

        // A new chat is a chat of its own, and what was sent is no draft.
        engine.Answer("Hello from B");
        await page.Composer().PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/c/"));
        await page.Reaches("done");
        var b = new Uri(page.Url).AbsolutePath;
        Assert.NotEqual(a, b);
        await page.ReloadAsync();
        await Expect(page.Composer()).ToHaveValueAsync("");
        await Expect(page.Messages()).ToHaveCountAsync(2);
        await Listed(a).ClickAsync();
        await Expect(page.Composer()).ToHaveValueAsync("more for A");
        await page.Composer().FillAsync("still more for A");
        await page.ReloadAsync();
        await Expect(page.Composer()).ToHaveValueAsync("still more for A");

        // The chat that is open already is opened again, whole.
        await Listed(a).ClickAsync();
        await Expect(page.Answers().Locator(".hljs-keyword")).ToHaveTextAsync("const");
        await Expect(page.Answers().GetByRole(AriaRole.Button, new() { Name = "Wrap long lines" })).ToHaveCountAsync(1);
        await Expect(page.Composer()).ToHaveValueAsync("still more for A");

        // Neither a message that waits nor another that goes out takes away what is typed.
        await page.Composer().FillAsync("");
        await page.Say("ask");
        engine.Dictate("going on");
        await Expect(page.Answers().Last.Body()).ToContainTextAsync("going on");
        await page.Say("in the queue");
        await Expect(page.Locator("[data-queue] li")).ToHaveCountAsync(1);
        await page.Composer().FillAsync("typed meanwhile");
        await page.ReloadAsync();
        engine.Answer(".");
        engine.Answer("to the queue");
        await Expect(page.Messages()).ToHaveCountAsync(6);
        await page.Reaches("done");
        await Expect(page.Composer()).ToHaveValueAsync("typed meanwhile");
        await page.ReloadAsync();
        await Expect(page.Composer()).ToHaveValueAsync("typed meanwhile");

        // Back and forth by the browser's own buttons.
        await Listed(b).ClickAsync();
        await Expect(page.Messages()).ToHaveCountAsync(2);
        await page.GoBackAsync();
        await Expect(page.Messages()).ToHaveCountAsync(6);
        await Expect(page.Composer()).ToHaveValueAsync("typed meanwhile");
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }
}
