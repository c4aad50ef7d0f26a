using System.Text;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Organise;

public sealed class TemporaryChatTests(Browser browser)
{
    [Fact]
    public async Task A_temporary_chat_says_that_it_is_one_and_leaves_nothing_behind()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine { Reply = [new ContentDelta("Cobalt "), new ContentDelta("reply.")] });
        await using var opened = await assistant.Open(browser, options: new() { Locale = "en-US", ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        var page = opened.Page;
        var button = page.Locator("[data-command='chat.temporary']");

        await Assertions.Expect(button).ToHaveAccessibleNameAsync("Temporary chat");
        await button.TapAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "A chat that leaves no trace" })).ToBeVisibleAsync();
        await Assertions.Expect(button).ToHaveAccessibleNameAsync("Back to a chat that is kept");
        await button.TapAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What would you like to talk about?" })).ToBeVisibleAsync();
        await page.Say("Crimson kept words");
        await page.Reaches("done");
        await Assertions.Expect(button).ToBeHiddenAsync();
        await page.GotoAsync(assistant.Address + "/?temporary");
        await page.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "secret.txt", MimeType = "text/plain", Buffer = "Viridian file words"u8.ToArray() });
        await Assertions.Expect(page.Locator("[data-attached] li")).ToHaveTextAsync("secret.txt");
        await page.Say("Ultramarine secret words");
        await page.Reaches("done");

        await Assertions.Expect(button).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("[data-temporary].badge")).ToBeInViewportAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Answers().Body()).ToHaveTextAsync("Cobalt reply.");
        await Assertions.Expect(page.Locator("[data-temporary].badge")).ToBeInViewportAsync();
        await Assertions.Expect(button).ToBeHiddenAsync();
        await page.Locator(".sidebar-opener").TapAsync();
        await Assertions.Expect(page.Locator("#chat-list .chat-row")).ToHaveCountAsync(1);
        await page.Locator(".sidebar").Button("Search chats").TapAsync();
        await page.OpenDialog().GetByRole(AriaRole.Combobox).FillAsync("words");
        await Assertions.Expect(page.OpenDialog().Locator("[role=option]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.OpenDialog().Locator("[role=option]")).ToContainTextAsync("Crimson");
        Assert.Equal(["Crimson kept words"], Kept(assistant, "Crimson kept words", "Ultramarine secret words", "secret.txt", "Viridian file words"));
        Assert.Empty(opened.Errors);
    }

    /// <summary>Those of some texts that are in the bytes of any file of the data folder.</summary>
    private static IEnumerable<string> Kept(Assistant assistant, params string[] texts)
    {
        var files = Directory.GetFiles(assistant.DataFolder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock").Select(Read).ToList();
        return texts.Where(text => files.Any(bytes => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0));
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes;
    }
}
