using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Pwa;

public sealed class OfflineTests(Browser browser)
{
    [Theory]
    [InlineData("en-US", "Zhiyan", "Zhiyan cannot be reached", "Your chats are safe there.", "Try again")]
    [InlineData("zh-CN", "知言", "连接不上知言", "你的对话都完好地保存在那里。", "重试")]
    public async Task It_can_be_installed_and_says_so_where_the_server_is_out_of_reach(string locale, string name, string title, string text, string again)
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser, options: new() { Locale = locale });
        var page = opened.Page;
        await page.EvaluateAsync("() => navigator.serviceWorker.ready");
        await page.WaitForFunctionAsync("() => navigator.serviceWorker.controller");
        await IsInstallable(page, assistant.Address, name);

        await page.Context.SetOfflineAsync(true);
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync(title);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(text);
        Assert.Equal("grid", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.plain')).display"));
        await page.Context.SetOfflineAsync(false);
        await page.GetByRole(AriaRole.Button, new() { Name = again }).ClickAsync();

        await Assertions.Expect(page.Composer()).ToBeVisibleAsync();
        Assert.Empty(opened.Violations);
    }

    private static async Task IsInstallable(IPage page, string address, string name)
    {
        var answered = await page.APIRequest.GetAsync(address + await page.Locator("link[rel=manifest]").GetAttributeAsync("href"));
        var manifest = JsonNode.Parse(await answered.TextAsync())!;

        Assert.Equal("application/manifest+json", answered.Headers["content-type"]);
        Assert.Equal((name, "/", "standalone"), ((string)manifest["name"]!, (string)manifest["start_url"]!, (string)manifest["display"]!));
        Assert.Contains(manifest["icons"]!.AsArray(), icon => (string)icon!["sizes"]! == "512x512" && (string)icon["purpose"]! == "maskable");
        foreach (var icon in manifest["icons"]!.AsArray())
        {
            var drawn = await page.EvaluateAsync<string>("async source => { const image = new Image(); image.src = source; await image.decode(); return `${image.naturalWidth}x${image.naturalHeight}`; }", (string)icon!["src"]!);
            Assert.Equal((string)icon["sizes"]!, drawn);
        }
        Assert.Equal("/share-target", (string)manifest["share_target"]!["action"]!);
    }
}
