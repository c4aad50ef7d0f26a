using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Zhiyan.EndToEnd.Tests.Chats;

/// <summary>The first five minutes of somebody new, with the model that comes with the assistant.</summary>
public sealed partial class NewcomerTests(Browser browser)
{
    /// <summary>A small model on a busy machine takes its time.</summary>
    private const float Patience = 120_000;

    [Fact]
    public async Task Somebody_new_asks_in_Chinese_stops_edits_regenerates_renames_searches_and_exports()
    {
        await using var assistant = await Assistant.Real();
        await using var opened = await assistant.Open(browser, options: new() { Locale = "zh-CN", AcceptDownloads = true });
        var page = opened.Page;
        page.SetDefaultTimeout(Patience);
        var question = page.Messages().First;
        var answer = page.Answers().Last;

        await page.WaitForURLAsync("**/welcome");
        foreach (var button in new[] { "继续", "继续", "继续", "开始" }) await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Expect(page.Composer()).ToBeFocusedAsync();
        await Assistant.TakeLikeliestTokens(assistant.Running.Server);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-Hans");

        // Asks, and stops.
        await page.Say("请写一篇介绍北京历史的长文章。");
        await page.WaitForURLAsync("**/c/*");
        await page.WaitForFunctionAsync("() => document.querySelector('article[data-role=assistant] [data-part=body]')?.textContent.length > 10");
        await page.GetByRole(AriaRole.Button, new() { Name = "停止" }).ClickAsync();
        await Expect(answer).ToContainTextAsync("你停止了这条回复。");
        var partial = await answer.Body().InnerTextAsync();
        Assert.Matches(Chinese(), partial);

        // Edits, and is answered to the end.
        await question.GetByRole(AriaRole.Button, new() { Name = "编辑" }).ClickAsync();
        await question.GetByRole(AriaRole.Textbox).FillAsync("用一句话介绍北京。");
        await question.GetByRole(AriaRole.Button, new() { Name = "保存并重新回答" }).ClickAsync();
        await Expect(question.Locator(".version-count")).ToHaveTextAsync("2/2");
        await page.Reaches("done");
        Assert.Contains("北京", await answer.Body().InnerTextAsync(), StringComparison.Ordinal);

        // Regenerates, and looks at both.
        await answer.GetByRole(AriaRole.Button, new() { Name = "重新生成" }).ClickAsync();
        await Expect(answer.Locator(".version-count")).ToHaveTextAsync("2/2");
        await page.Reaches("done");
        var second = await answer.Body().InnerTextAsync();
        await answer.GetByRole(AriaRole.Button, new() { Name = "上一版本" }).ClickAsync();
        await Expect(answer.Locator(".version-count")).ToHaveTextAsync("1/2");
        await answer.GetByRole(AriaRole.Button, new() { Name = "下一版本" }).ClickAsync();
        await Expect(answer.Body()).ToHaveTextAsync(Blank().Replace(second, " "));

        // Renames in the list.
        var row = page.Locator(".chat-row");
        await row.HoverAsync();
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "重命名" }).ClickAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "标题" }).FillAsync("首都漫谈");
        await page.GetByRole(AriaRole.Button, new() { Name = "确定" }).ClickAsync();
        await Expect(row.GetByRole(AriaRole.Link)).ToHaveTextAsync("首都漫谈");
        await Expect(page.Locator("[data-chat-title]")).ToHaveTextAsync("首都漫谈");

        // Searches from a new chat, and comes back by what was found.
        var chat = page.Url;
        await page.GetByRole(AriaRole.Link, new() { Name = "新对话" }).ClickAsync();
        await Expect(page.Messages()).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox).FillAsync("介绍北京");
        var hit = page.GetByRole(AriaRole.Option).Filter(new() { HasText = "首都漫谈" }).First;
        await Expect(hit.Locator("mark").First).ToHaveTextAsync(Sought());
        await hit.ClickAsync();
        await page.WaitForURLAsync(address => address.StartsWith(chat, StringComparison.Ordinal));
        await Expect(page.Messages()).ToHaveCountAsync(2);

        // Takes it along.
        await row.HoverAsync();
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "导出" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Markdown" }).ClickAsync());
        var text = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("首都漫谈.md", download.SuggestedFilename);
        Assert.Contains("title: \"首都漫谈\"", text, StringComparison.Ordinal);
        Assert.Contains("用一句话介绍北京。", text, StringComparison.Ordinal);
        Assert.Contains(Blank().Split(second.Trim())[0], text, StringComparison.Ordinal);

        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }

    [Fact]
    public async Task Somebody_new_with_a_phone_asks_in_English_stops_and_edits()
    {
        await using var assistant = await Assistant.Real();
        await using var opened = await assistant.Open(browser, options: new() { Locale = "en-GB", ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        var page = opened.Page;
        page.SetDefaultTimeout(Patience);
        var question = page.Messages().First;
        var answer = page.Answers().Last;

        foreach (var button in new[] { "Continue", "Continue", "Continue", "Start" }) await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).TapAsync();
        await Expect(page.Composer()).ToBeVisibleAsync();
        await Assistant.TakeLikeliestTokens(assistant.Running.Server);
        await page.Composer().FillAsync("Write a detailed essay about the history of the city of London.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).TapAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('article[data-role=assistant] [data-part=body]')?.textContent.length > 20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).TapAsync();
        await Expect(answer).ToContainTextAsync("You stopped this reply.");
        await question.GetByRole(AriaRole.Button, new() { Name = "Edit" }).TapAsync();
        await question.GetByRole(AriaRole.Textbox).FillAsync("What colour is the sea? Answer in one sentence.");
        await question.GetByRole(AriaRole.Button, new() { Name = "Save and rerun" }).TapAsync();
        await Expect(question.Locator(".version-count")).ToHaveTextAsync("2/2");
        await page.Reaches("done");

        Assert.Contains("blue", await answer.Body().InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone");
        await Expect(page.Composer()).ToBeInViewportAsync();
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex("介绍|北京")]
    private static partial Regex Sought();
}
