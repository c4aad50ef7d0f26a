using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Organise;

public sealed class SearchTests(Browser browser)
{
    [Fact]
    public async Task A_search_finds_Chinese_in_any_width_and_script_and_opens_the_branch_that_holds_it()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var trip = await assistant.Write("旅行", now, "去哪里？", "我們可以去杭州西湖，門票號碼是ＡＢＣ１２３。");
        var hidden = await assistant.WriteVersion(trip, "Beijing in autumn.");
        var longOne = await assistant.Write("Long", now.AddDays(-3), [.. Enumerable.Range(0, 120).Select(at => at == 7 ? "琥珀色的湖水" : at == 101 ? "松石色的湖水" : $"Line {at}. {string.Concat(Enumerable.Repeat("Words that take room. ", 20))}")]);
        await using var opened = await assistant.Open(browser, $"/c/{trip}");
        var page = opened.Page;
        await page.Wakes();
        await Assertions.Expect(page.Answers().Body()).ToHaveTextAsync("Beijing in autumn.");

        foreach (var (typed, marked) in new[] { ("我们可以", "我們可以"), ("門票号碼", "門票號碼"), ("abc123", "ＡＢＣ１２３"), ("西湖", "西湖") })
        {
            await page.Keyboard.PressAsync("Control+k");
            await page.OpenDialog().GetByRole(AriaRole.Combobox).FillAsync(typed);
            await Assertions.Expect(page.OpenDialog().Locator("[role=option][aria-selected=true] mark").First).ToHaveTextAsync(marked);
            if (typed != "西湖") await page.Keyboard.PressAsync("Escape");
        }
        await page.Keyboard.PressAsync("Enter");
        await Shows(page, trip, "ＡＢＣ１２３");
        await Assertions.Expect(page.Locator(".version-count")).ToHaveTextAsync("1/2");
        Assert.Equal($"m-{hidden}", await page.EvaluateAsync<string>("document.activeElement.id"));

        await Find(page, "琥珀");
        await Shows(page, longOne, "琥珀色的湖水");
        await Find(page, "松石");
        await Shows(page, longOne, "松石色的湖水");
        await Assertions.Expect(page.Locator("article .acts").First).ToBeAttachedAsync();
        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task The_page_of_the_search_narrows_by_who_when_folder_and_tag()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await assistant.Write("Tea", now, "Which tea is good?", "Longjing tea is good.");
        await assistant.Write("Old tea", now.AddDays(-40), "Is old tea good?", "Pu’er tea is.");
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        await page.Choose("Old tea", "Tags");
        await page.Answer("cellar");
        await Assertions.Expect(page.Locator(".tag-bar").Button("cellar")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Control+k");
        await page.OpenDialog().GetByRole(AriaRole.Combobox).FillAsync("tea");
        await page.OpenDialog().GetByText("All results and filters").ClickAsync();
        var count = page.Locator(".search-count");
        await Assertions.Expect(count).ToHaveTextAsync("6 results");
        await page.GetByLabel("Written by").SelectOptionAsync("assistant");
        await page.Locator(".search-form").Button("Search").ClickAsync();
        await Assertions.Expect(count).ToHaveTextAsync("2 results");
        await Assertions.Expect(page.Locator(".search-hits mark")).ToHaveTextAsync(["tea", "tea"]);
        await page.GetByLabel("Before").FillAsync(now.AddDays(-10).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await page.Locator(".search-form").Button("Search").ClickAsync();
        await Assertions.Expect(count).ToHaveTextAsync("1 result");
        await page.GetByLabel("Before").FillAsync("");
        await page.GetByLabel("Tag").SelectOptionAsync("cellar");
        await page.Locator(".search-form").Button("Search").ClickAsync();
        await Assertions.Expect(count).ToHaveTextAsync("1 result");
        await page.Locator(".search-hits a").ClickAsync();

        await Assertions.Expect(page.Answers().Body()).ToHaveTextAsync("Pu’er tea is.");
        await Assertions.Expect(page.Answers()).ToBeFocusedAsync();
        Assert.Empty(opened.Errors);
    }

    private static async Task Find(IPage page, string words)
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.OpenDialog().GetByRole(AriaRole.Combobox).FillAsync(words);
        await Assertions.Expect(page.OpenDialog().Locator("[role=option][aria-selected=true] mark").First).ToHaveTextAsync(words);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task Shows(IPage page, Guid chat, string text)
    {
        await page.WaitForURLAsync($"**/c/{chat}");
        var message = page.Messages().Filter(new() { HasText = text });
        await Assertions.Expect(message).ToBeInViewportAsync();
        await Assertions.Expect(message).ToBeFocusedAsync();
    }
}
