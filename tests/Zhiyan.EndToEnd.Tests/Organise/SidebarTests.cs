using Microsoft.Playwright;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Organise;

public sealed class SidebarTests(Browser browser)
{
    [Fact]
    public async Task Chats_lie_by_date_and_are_pinned_tagged_put_into_folders_and_archived()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (var (title, days) in new[] { ("Alpha", 0), ("Bravo", 1), ("Charlie", 5), ("Delta", 20), ("Echo", 100) }) await assistant.Write(title, now.AddDays(-days), "a", "b");
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        var groups = page.Locator("#chat-list .chat-group h2");

        await Assertions.Expect(groups).ToHaveTextAsync(["Today", "Yesterday", "Last 7 days", "Last 30 days", now.AddDays(-100).ToString("MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-US"))]);
        await page.Choose("Delta", "Pin");
        await Assertions.Expect(groups.First).ToHaveTextAsync("Pinned");
        await Assertions.Expect(page.Locator("#chat-list .chat-group").First).ToContainTextAsync("Delta");
        await page.Choose("Alpha", "Rename");
        await page.Answer("Alpha renamed");
        await Assertions.Expect(page.ChatRow("Alpha renamed")).ToBeVisibleAsync();
        await page.Choose("Echo", "Tags");
        await page.Answer("工作, ideas");
        await page.Button("工作").ClickAsync();
        await Assertions.Expect(page.Locator("#chat-list .chat-row")).ToHaveCountAsync(1);
        await Assertions.Expect(page.ChatRow("Echo")).ToBeVisibleAsync();
        await page.Button("工作").ClickAsync();
        await Assertions.Expect(page.Locator("#chat-list .chat-row")).ToHaveCountAsync(5);
        await page.Button("New folder").ClickAsync();
        await page.Answer("Trips");
        await page.Choose("Bravo", "Move to folder");
        await page.OpenDialog().Button("Trips").ClickAsync();
        await page.Locator(".chat-folder summary").ClickAsync();
        await Assertions.Expect(page.Locator(".chat-folder .chat-row")).ToHaveTextAsync("Bravo");
        await page.Choose("Charlie", "Archive");
        await Assertions.Expect(page.ChatRow("Charlie")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Archive" }).ClickAsync();
        await page.Locator(".stored-chats").Button("Unarchive").ClickAsync();

        await Assertions.Expect(page.ChatRow("Charlie")).ToBeVisibleAsync();
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
    }

    [Fact]
    public async Task What_is_done_to_many_chats_can_be_undone()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        foreach (var title in new[] { "One", "Two", "Three" }) await assistant.Write(title, now, "a", "b");
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        var rows = page.Locator("#chat-list .chat-row");

        foreach (var (act, done) in new[] { ("Delete", "Deleted. It can be restored for 30 days."), ("Archive", "Archived.") })
        {
            await page.Select("One", "Two");
            await Assertions.Expect(page.Locator("[data-part=count]")).ToHaveTextAsync("2 selected");
            await page.Locator(".bulk-bar").Button(act).ClickAsync();
            await Assertions.Expect(rows).ToHaveTextAsync(["Three"]);
            await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync(done);
            await page.Undo();
            await Assertions.Expect(rows).ToHaveCountAsync(3);
        }
        await page.Select("One", "Three");
        await page.Locator(".bulk-bar").Button("Tags").ClickAsync();
        await page.Answer("both");
        await Assertions.Expect(page.Locator(".tag-bar").Button("both")).ToBeVisibleAsync();
        await page.Undo();
        await Assertions.Expect(page.Locator(".tag-bar")).ToHaveCountAsync(0);
        await page.Select("One", "Three");
        await page.Locator(".bulk-bar").Button("Move to folder").ClickAsync();
        await page.OpenDialog().Button("New folder").ClickAsync();
        await page.Answer("Together");
        await Assertions.Expect(page.Locator(".chat-folder .chat-row")).ToHaveCountAsync(2);
        await page.Undo();

        await Assertions.Expect(page.Locator(".chat-folder .chat-row")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".chat-group .chat-row")).ToHaveCountAsync(3);
        Assert.Empty(opened.Errors);
    }
}
