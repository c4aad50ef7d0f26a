using Microsoft.Playwright;
using Zhiyan.Server.Tests;
using static Microsoft.Playwright.Assertions;

namespace Zhiyan.EndToEnd.Tests.Chats;

public sealed class VersionTests(Browser browser)
{
    [Fact]
    public async Task A_correction_of_nothing_but_a_line_break_is_seen_at_once()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser);
        var question = opened.Page.Messages().First;
        await opened.Page.Say("one two");
        await opened.Page.Reaches("done");

        await question.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await question.GetByRole(AriaRole.Textbox).FillAsync("one\ntwo");
        await question.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await Expect(question.Body()).ToHaveJSPropertyAsync("textContent", "one\ntwo");
        await Expect(question.Body()).ToBeVisibleAsync();
        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task Messages_have_versions_to_go_through_branches_to_take_away_and_a_tree_to_see_them_all()
    {
        var engine = new DictatedEngine();
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        var question = page.Messages().First;
        var answer = page.Answers().First;

        engine.Answer("answer 1");
        await page.Say("question 1");
        await page.Reaches("done");
        for (var version = 2; version <= 3; version++)
        {
            engine.Answer($"answer {version}");
            await answer.GetByRole(AriaRole.Button, new() { Name = "Regenerate" }).ClickAsync();
            await Expect(Count(answer)).ToHaveTextAsync($"{version}/{version}");
            await Expect(answer.Body()).ToHaveTextAsync($"answer {version}");
            await page.Reaches("done");
        }
        await answer.GetByRole(AriaRole.Button, new() { Name = "Version before" }).ClickAsync();
        await Expect(Count(answer)).ToHaveTextAsync("2/3");
        await Expect(answer.Body()).ToHaveTextAsync("answer 2");
        await page.Locator("body").PressAsync("Alt+ArrowLeft");
        await Expect(answer.Body()).ToHaveTextAsync("answer 1");
        await Expect(answer.GetByRole(AriaRole.Button, new() { Name = "Version before" })).ToBeDisabledAsync();
        await page.ReloadAsync();
        await Expect(Count(answer)).ToHaveTextAsync("1/3");

        // A question said otherwise is a version too, with answers of its own.
        engine.Answer("answer to 2");
        await Edit(question, "question 2", "Save and rerun");
        await Expect(Count(question)).ToHaveTextAsync("2/2");
        await Expect(answer.Body()).ToHaveTextAsync("answer to 2");
        await Expect(Count(answer)).ToHaveCountAsync(0);
        await page.Reaches("done");
        engine.Answer("more");
        await page.Say("go on");
        await Expect(page.Answers().Last.Body()).ToHaveTextAsync("more");
        await page.Reaches("done");
        await question.GetByRole(AriaRole.Button, new() { Name = "Version before" }).ClickAsync();
        await Expect(question.Body()).ToHaveTextAsync("question 1");
        await Expect(page.Messages()).ToHaveCountAsync(2);
        await question.GetByRole(AriaRole.Button, new() { Name = "Next version" }).ClickAsync();
        await Expect(page.Messages()).ToHaveCountAsync(4);
        await Edit(question, "question two", "Save");
        await Expect(question.Body()).ToHaveTextAsync("question two");
        await Expect(Count(question)).ToHaveTextAsync("2/2");
        await page.Composer().PressAsync("ArrowUp");
        await Expect(page.Messages().Nth(2).GetByRole(AriaRole.Textbox, new() { Name = "Edit" })).ToHaveValueAsync("go on");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "Edit" })).ToHaveCountAsync(0);

        // The tree has everything; what is chosen there is shown.
        await page.GetByRole(AriaRole.Button, new() { Name = "Branches" }).ClickAsync();
        var tree = page.GetByRole(AriaRole.Dialog, new() { Name = "Branches" });
        await Expect(tree.Locator(".tree-node")).ToHaveTextAsync(["question 1", "answer 1", "answer 2", "answer 3", "question two", "answer to 2", "go on", "more"]);
        await Expect(tree.Locator("[aria-current]")).ToHaveTextAsync(["question two", "answer to 2", "go on", "more"]);
        await tree.GetByText("answer 2").ClickAsync();
        await Expect(Count(answer)).ToHaveTextAsync("2/3");

        // A branch is a chat of its own, down to the message it was taken from.
        var whole = page.Url;
        await question.GetByRole(AriaRole.Button, new() { Name = "Next version" }).ClickAsync();
        await Expect(page.Messages()).ToHaveCountAsync(4);
        await answer.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Branch here" }).ClickAsync();
        await page.WaitForURLAsync(address => address != whole);
        await Expect(page.Messages()).ToHaveCountAsync(2);
        engine.Answer("elsewhere");
        await page.Say("another way");
        await Expect(page.Messages()).ToHaveCountAsync(4);
        await page.Reaches("done");
        await Expect(page.Messages().Body()).ToHaveTextAsync(["question two", "answer to 2", "another way", "elsewhere"]);
        await page.GotoAsync(whole);
        await Expect(page.Messages().Body()).ToHaveTextAsync(["question two", "answer to 2", "go on", "more"]);
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }

    private static ILocator Count(ILocator message) => message.Locator(".version-count");

    private static async Task Edit(ILocator message, string text, string button)
    {
        await message.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await message.GetByRole(AriaRole.Textbox, new() { Name = "Edit" }).FillAsync(text);
        await message.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }
}
