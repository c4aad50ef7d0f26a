using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zhiyan.EndToEnd.Tests.Chats;

public sealed class QueueTests(Browser browser)
{
    [Fact]
    public async Task A_message_that_is_sent_meanwhile_waits_and_goes_when_the_answer_is_over_before_the_chat_has_its_name()
    {
        var named = new TaskCompletionSource();
        var engine = new DictatedEngine { TitleTurn = named.Task, Title = "Numbers" };
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        var waiting = page.GetByRole(AriaRole.List, new() { Name = "Waiting messages" }).GetByRole(AriaRole.Listitem);

        await page.Say("one");
        engine.Dictate("first ");
        await Expect(page.Answers().Body()).ToContainTextAsync("first");
        await page.Say("two");
        await page.Say("not this");
        await Expect(waiting).ToHaveCountAsync(2);
        await Expect(page.Messages()).ToHaveCountAsync(2);
        await Expect(page.Composer()).ToHaveValueAsync("");
        await waiting.Last.GetByRole(AriaRole.Button, new() { Name = "Do not send" }).ClickAsync();
        await Expect(waiting).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await Expect(waiting).ToContainTextAsync("two");
        await Expect(page.Composer()).ToHaveValueAsync("");

        // The name is asked for, and nobody waits for it.
        engine.Answer("answer");
        await Expect(page.Messages()).ToHaveCountAsync(4);
        await Expect(waiting).ToHaveCountAsync(0);
        engine.Answer("second answer");
        await Expect(page.Answers().Last.Body()).ToHaveTextAsync("second answer");
        await page.Reaches("done");
        Assert.Equal(1, engine.Titles);
        named.SetResult();
        await Expect(page.Locator("[data-chat-title]")).ToHaveTextAsync("Numbers");

        // Stopping goes on to what waits.
        await page.Say("three");
        engine.Dictate("third ");
        await Expect(page.Answers().Last.Body()).ToContainTextAsync("third");
        await page.Say("four");
        await Expect(waiting).ToHaveCountAsync(1);
        await page.Composer().PressAsync("Escape");
        await Expect(page.Messages()).ToHaveCountAsync(8);
        engine.Answer("fourth answer");
        await Expect(page.Answers().Last.Body()).ToHaveTextAsync("fourth answer");
        await page.ReloadAsync();

        Assert.Equal(["one", "first answer", "two", "second answer", "three", "third", "four", "fourth answer"], (await page.Messages().Body().AllInnerTextsAsync()).Select(text => text.Trim()));
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }
}
