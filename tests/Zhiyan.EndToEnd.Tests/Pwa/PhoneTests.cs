using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.EndToEnd.Tests.Organise;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Pwa;

public sealed class PhoneTests(Browser browser)
{
    private static BrowserNewContextOptions Phone => new() { Locale = "zh-CN", ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true, DeviceScaleFactor = 2 };

    [Fact]
    public async Task On_a_phone_nothing_zooms_or_runs_over_and_the_composer_stays_in_sight()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        var chat = await assistant.Write("长对话", TimeProvider.System.GetUtcNow().UtcDateTime, [.. Enumerable.Range(0, 20).Select(at => $"第 {at} 句话，说得很长很长。\n\n```\nlet line = {string.Concat(Enumerable.Repeat("wide ", 60))};\n```")]);
        await using var opened = await assistant.Open(browser, options: Phone);
        var page = opened.Page;

        foreach (var path in new[] { "/", $"/c/{chat}", "/search?q=话", "/settings", "/settings/account", "/settings/keys", "/settings/data", "/admin/people", "/admin/models/new", "/admin/usage", "/archive" })
        {
            await page.GotoAsync(assistant.Address + path);
            var small = await page.EvaluateAsync<string[]>("[...document.querySelectorAll('input, select, textarea')].filter(field => parseFloat(getComputedStyle(field).fontSize) < 16).map(field => field.outerHTML)");
            var over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            Assert.Empty(small);
            Assert.Equal((path, 0), (path, Math.Max(0, over)));
        }

        await page.GotoAsync($"{assistant.Address}/c/{chat}");
        await Assertions.Expect(page.Composer()).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.SetViewportSizeAsync(390, 420);       // the keyboard is up, and the page is as much smaller: interactive-widget
        await Assertions.Expect(page.Composer()).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Equal(420, await page.EvaluateAsync<int>("document.querySelector('.shell').getBoundingClientRect().height"));
        await page.SetViewportSizeAsync(390, 844);
        await page.Locator(".sidebar-opener").TapAsync();
        await Assertions.Expect(page.Locator(".sidebar")).ToBeInViewportAsync();
        await page.TouchAway();
        await Assertions.Expect(page.Locator("#shell")).ToHaveAttributeAsync("data-drawer", "closed");
        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task The_page_keeps_clear_of_notches_and_bars()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser, options: Phone);
        var page = opened.Page;
        var session = await page.Context.NewCDPSessionAsync(page);
        var before = await Edges(page);

        await session.SendAsync("Emulation.setSafeAreaInsetsOverride", new() { ["insets"] = new Dictionary<string, object> { ["top"] = 47, ["bottom"] = 34 } });
        var after = await Edges(page);

        Assert.Contains("viewport-fit=cover", await page.Locator("meta[name=viewport]").GetAttributeAsync("content"), StringComparison.Ordinal);
        Assert.Equal((before[0] + 47, before[1] + 34), (after[0], after[1]));
    }

    /// <summary>How far the bar's button is from the top, and the composer from the bottom.</summary>
    private static Task<double[]> Edges(IPage page) => page.EvaluateAsync<double[]>(
        "[parseFloat(getComputedStyle(document.querySelector('.bar')).paddingTop), parseFloat(getComputedStyle(document.querySelector('.composer-dock')).paddingBottom)]");
}

file static class Touching
{
    /// <summary>Touches the page beside the drawer.</summary>
    public static Task TouchAway(this IPage page) => page.Touchscreen.TapAsync(380, 500);
}
