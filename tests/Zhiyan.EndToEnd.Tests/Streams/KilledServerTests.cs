using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;

namespace Zhiyan.EndToEnd.Tests.Streams;

public sealed class KilledServerTests(Browser browser)
{
    [Fact]
    public async Task A_server_killed_in_the_middle_of_a_reply_loses_nothing_that_was_shown()
    {
        await using var server = await ServerProcess.Start();
        await using var opened = await browser.Open();
        await opened.Page.GotoAsync(server.Address);
        await opened.Page.Say("Write a long story about a lighthouse keeper, her cat and the sea. Do not stop before one thousand words.");
        await opened.Page.WaitForFunctionAsync("() => (document.querySelector('article[data-role=assistant] [data-part=body]')?.textContent.length ?? 0) > 60");

        await server.Kill();
        string shown = await StreamTests.Text(opened.Page);
        await server.StartAgain();
        await opened.Page.Reaches("interrupted");
        string resumed = await StreamTests.Text(opened.Page);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await opened.Page.WaitForFunctionAsync("length => document.querySelector('article[data-role=assistant] [data-part=body]').textContent.length > length + 40", resumed.Length);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await opened.Page.Locator(".notice.stopped").WaitForAsync();
        string continued = await StreamTests.Text(opened.Page);
        await opened.Page.ReloadAsync();

        // The last word was perhaps half a sign of Markdown when it was read.
        Assert.StartsWith(shown[..shown.LastIndexOf(' ')], resumed, StringComparison.Ordinal);
        Assert.StartsWith(resumed[..resumed.LastIndexOf(' ')], continued, StringComparison.Ordinal);
        Assert.Equal(continued, await StreamTests.Text(opened.Page));
        Assert.Equal(2, await opened.Page.Messages().CountAsync());
    }
}
