using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Organise;

public sealed class PromptsTests(Browser browser)
{
    [Fact]
    public async Task A_prompt_that_was_saved_comes_into_the_composer_by_its_name()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser, "/settings/prompts");
        var page = opened.Page;

        await page.Button("New prompt").ClickAsync();
        await page.OpenDialog().GetByLabel("Name").FillAsync("译");
        await page.OpenDialog().GetByLabel("Prompt").FillAsync("Translate into Chinese:\nline two");
        await page.OpenDialog().Button("Save").ClickAsync();
        await page.Button("Edit 译").ClickAsync();
        await page.OpenDialog().GetByLabel("Prompt").FillAsync("Translate into English:\nline two");
        await page.OpenDialog().Button("Save").ClickAsync();
        await Assertions.Expect(page.Locator(".prompt-text")).ToContainTextAsync("into English");
        await page.GotoAsync(assistant.Address);
        await page.Composer().PressSequentiallyAsync("/译");
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { Name = "/译" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Composer()).ToHaveValueAsync("Translate into English:\nline two");
        await page.GotoAsync(assistant.Address + "/settings/prompts");
        await page.Button("Delete 译").ClickAsync();
        await page.OpenDialog().Button("Delete").ClickAsync();

        await Assertions.Expect(page.Locator(".prompt-text")).ToHaveCountAsync(0);
        Assert.Empty(opened.Errors);
    }
}
