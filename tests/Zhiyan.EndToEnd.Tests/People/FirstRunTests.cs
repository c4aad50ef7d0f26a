using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.People;

public sealed class FirstRunTests(Browser browser)
{
    [Theory]
    [InlineData("en-US", "^(Continue|Next|Start|Skip|Finish)$", "en")]
    [InlineData("zh-CN", "^(继续|下一步|开始|跳过|完成)$", "zh-Hans")]
    public async Task On_this_machine_the_first_run_is_gone_through_by_its_buttons_alone(string locale, string buttons, string language)
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine(), isNew: true);
        await using var opened = await assistant.Open(browser, options: new() { Locale = locale });
        var page = opened.Page;

        var steps = 0;
        for (; new Uri(page.Url).AbsolutePath.StartsWith("/welcome", StringComparison.Ordinal) && steps < 10; steps++)
        {
            Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
            Assert.Equal(0, await page.Locator("main :is(input, select, textarea):required").CountAsync());
            var before = page.Url;
            await page.Locator("main").GetByRole(AriaRole.Button, new() { NameRegex = new(buttons) }).ClickAsync();
            await page.WaitForURLAsync(address => address != before);
        }
        await page.Say("Hello");
        await page.Reaches("done");

        Assert.Equal(4, steps);
        await page.GotoAsync(assistant.Address + "/welcome");
        await page.WaitForURLAsync(assistant.Address + "/");
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
    }
}
