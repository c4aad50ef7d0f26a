using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.EndToEnd.Tests.Streams;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Models;

public sealed class ProviderTests(Browser browser)
{
    [Fact]
    public async Task An_endpoint_is_tried_with_a_wrong_and_the_right_key_saved_chosen_and_answers_and_nobody_reads_its_key()
    {
        await using var service = await Service.Start();
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;

        await page.DescribeProvider(assistant.Address, "Far Away", service.Url, "sk-wrong-0123456789-abcdefghij");
        await page.Press("Test");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The key was refused.");
        await page.GetByLabel("Key").FillAsync(Service.Key);
        await page.Press("Test");
        await Assertions.Expect(page.Locator(".done, .problem")).ToContainTextAsync("It works: 2 models in");
        await Assertions.Expect(page.Locator("textarea[name='Form.Models']")).ToHaveValueAsync("large\nsmall");
        string tried = await page.ContentAsync();
        await page.Press("Save");
        await page.WaitForURLAsync("**/admin/models?done=*");
        string listed = await page.ContentAsync();
        await page.GotoAsync(assistant.Address);
        await page.OpenModels();
        await Assertions.Expect(page.Model("far-away/large")).ToContainTextAsync("at Far Away");
        await Assertions.Expect(page.Model("scripted")).ToContainTextAsync("loaded");
        await page.Keyboard.PressAsync("Escape");
        await page.Choose("far-away/large");
        await page.Say("Hello?");
        await page.Reaches("done");
        await page.Choose("scripted");
        await page.Say("And you?");
        await Assertions.Expect(page.Messages()).ToHaveCountAsync(4);
        await page.Reaches("done");

        await Assertions.Expect(page.Answers().Body()).ToHaveTextAsync(["Hello from far away.", "Hello, 世界"]);
        await Assertions.Expect(page.Locator(".message-name")).ToHaveTextAsync(["far-away/large", "scripted"]);
        var asked = service.Chats[0];
        Assert.Equal(("large", "Hello?"), ((string?)asked["model"], (string?)asked["messages"]!.AsArray()[^1]!["content"]));
        Assert.False(asked.ContainsKey("seed"), "a seed was sent that nobody asked for, and some providers refuse any");
        foreach (string seen in new[] { tried, listed, await page.ContentAsync() }) Assert.DoesNotContain("0123456789", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(assistant.DataFolder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"), file => Holds(file, "0123456789-abc"));
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_goes_wrong_at_a_provider_is_told_in_both_languages_and_a_reply_that_broke_off_goes_on(bool isAnthropic)
    {
        await using var service = await Service.Start(isAnthropic);
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser);
        await using var chinese = await browser.Open(new() { Locale = "zh-CN" });
        var page = opened.Page;
        string model = isAnthropic ? "far/wise" : "far/large";
        await page.DescribeProvider(assistant.Address, "Far", service.Url, Service.Key, isAnthropic);
        await page.Press("Test");
        await Assertions.Expect(page.Locator(".done, .problem")).ToContainTextAsync("It works");
        await page.Press("Save");
        await page.WaitForURLAsync("**/admin/models?done=*");
        await page.GotoAsync(assistant.Address);
        await page.Choose(model);

        service.Says = ["Once upon ", "a time\n\n"];
        service.Fails = "break";
        await page.Say("Tell me a story.");
        await StreamTests.Shows(page, "a time");
        service.Seen.SetResult();
        await page.Reaches("failed");
        await chinese.Page.GotoAsync(page.Url);
        var seen = new List<(string English, string Chinese)> { await Notices(page, chinese.Page) };
        service.RefusesToContinue = "This model does not support assistant message prefill";
        service.Fails = null;
        await page.Press("Continue");
        await page.Locator(".notice", new() { HasText = "prefill" }).WaitForAsync();
        seen.Add(await Notices(page, chinese.Page));
        service.RefusesToContinue = null;
        service.IsStrict = true;
        service.Says = ["\n\nthere was ", "a lighthouse."];
        await page.Press("Continue");
        await page.Reaches("done");
        string story = await page.Answers().Last.Body().InnerTextAsync();
        foreach (string fails in new[] { "401", "429", "500", "error" })
        {
            service.Fails = fails;
            await page.Locator("[data-act=regenerate]").Last.ClickAsync();
            await page.WaitForFunctionAsync("count => document.querySelector('.version-count')?.textContent === count", $"{seen.Count}/{seen.Count}");
            await page.Reaches("failed");
            seen.Add(await Notices(page, chinese.Page));
        }
        await service.DisposeAsync();
        await page.Locator("[data-act=regenerate]").Last.ClickAsync();
        await page.Locator(".notice", new() { HasText = "reached" }).WaitForAsync();
        seen.Add(await Notices(page, chinese.Page));

        Assert.Equal("Once upon a time\n\nthere was a lighthouse.", story);
        var continued = service.Chats.Last(chat => (string?)chat["messages"]!.AsArray()[^1]!["role"] == "assistant");
        Assert.Equal("Once upon a time", Said(continued["messages"]!.AsArray()[^1]!["content"]!));
        Assert.Equal(
            [
                ("This reply failed. Far: The connection broke off in the middle of the reply. What came is kept.", "回复失败。Far：回复中途连接断开，已收到的内容都还在。"),
                ("This reply failed. Far: It does not go on with a reply that was begun. Regenerate the reply instead. (400: This model does not support assistant message prefill)", "回复失败。Far：对方不支持接着未完的回复往下写，请重新生成。 (400: This model does not support assistant message prefill)"),
                ("This reply failed. Far: The key was refused. (401: Trouble number 401)", "回复失败。Far：密钥被拒绝。 (401: Trouble number 401)"),
                ("This reply failed. Far: It asks for fewer requests; try again later. (429: Trouble number 429)", "回复失败。Far：请求过多，请稍后再试。 (429: Trouble number 429)"),
                ("This reply failed. Far: It failed on its side. (500: Trouble number 500)", "回复失败。Far：对方出了故障。 (500: Trouble number 500)"),
                ("This reply failed. Far: It failed on its side. (Overloaded just now)", "回复失败。Far：对方出了故障。 (Overloaded just now)"),
                ("This reply failed. Far: It cannot be reached; check that it runs and that the address is right.", "回复失败。Far：连接不上，请检查服务是否在运行、地址是否正确。"),
            ],
            seen);
        Assert.Empty(opened.Violations);
    }

    private static async Task<(string, string)> Notices(IPage page, IPage chinese)
    {
        await chinese.ReloadAsync();
        return (await Notice(page), await Notice(chinese));
    }

    private static async Task<string> Notice(IPage page) =>
        string.Join(' ', (await page.Answers().Last.Locator(".notice > span").InnerTextAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Said(JsonNode content) => content is JsonArray parts ? string.Concat(parts.Select(part => (string?)part!["text"])) : (string)content!;

    /// <summary>In UTF-8, as databases and logs write, and in UTF-16.</summary>
    private static bool Holds(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
    }
}
