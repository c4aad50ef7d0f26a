using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Pwa;

public sealed class ShareTargetTests(Browser browser)
{
    [Fact]
    public async Task What_another_app_shares_waits_in_the_composer_and_is_not_sent()
    {
        var engine = new ScriptedEngine();
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;

        await page.GotoAsync(await Share(assistant, page, "none"));
        await Assertions.Expect(page.Composer()).ToHaveValueAsync("A title\n你好\nhttps://news.example/1");
        await Assertions.Expect(page.Locator("[data-attached] li")).ToHaveTextAsync("note.txt");
        await Assertions.Expect(page.Messages()).ToHaveCountAsync(0);
        Assert.Empty(engine.Chats);
        await page.ReloadAsync();
        await Assertions.Expect(page.Composer()).ToHaveValueAsync("A title\n你好\nhttps://news.example/1");
        await page.Composer().PressAsync("Enter");
        await page.Reaches("done");
        await page.ReloadAsync();

        await Assertions.Expect(page.Messages().First.Locator(".message-files")).ToContainTextAsync("note.txt");
        await Assertions.Expect(page.Locator("[data-attached] li")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Composer()).ToHaveValueAsync("");
        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task Another_site_cannot_fill_the_composer()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        var form = $"""<form method="post" enctype="multipart/form-data" action="{assistant.Address}/share-target"><textarea name="text">Delete my files</textarea><button>Win</button></form>""";
        await page.Context.RouteAsync("http://evil.example/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = form }));

        foreach (var (address, sandboxed) in new[] { ("http://evil.example/", false), ("http://evil.example/", true), ("about:blank", false) })
        {
            await page.GotoAsync(address);
            if (address == "about:blank") await page.SetContentAsync(form);
            if (sandboxed) await page.SetContentAsync($"""<iframe sandbox="allow-forms allow-top-navigation" srcdoc='{form.Replace("<form", "<form target=_top")}'></iframe>""");
            var refused = await page.RunAndWaitForResponseAsync(
                () => (sandboxed ? page.FrameLocator("iframe").GetByRole(AriaRole.Button) : page.GetByRole(AriaRole.Button)).ClickAsync(), "**/share-target");
            Assert.Equal(403, refused.Status);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("This is not open to you");
        }
        foreach (var site in new[] { "cross-site", "same-site", "" })
            Assert.Equal(403, await Status(assistant, page, site));

        await page.GotoAsync(assistant.Address);
        await Assertions.Expect(page.Composer()).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator("#chat-list .chat-row")).ToHaveCountAsync(0);
    }

    /// <summary>Sends what the browser sends for a share, which no test can begin; where it leads.</summary>
    private static async Task<string> Share(Assistant assistant, IPage page, string site)
    {
        var answer = await Post(assistant, page, site);
        Assert.Equal(303, answer.Status);
        return assistant.Address + answer.Headers["location"];
    }

    private static async Task<int> Status(Assistant assistant, IPage page, string site) => (await Post(assistant, page, site)).Status;

    private static Task<IAPIResponse> Post(Assistant assistant, IPage page, string site)
    {
        var form = page.APIRequest.CreateFormData();
        form.Set("title", "A title");
        form.Set("text", "你好");
        form.Set("url", "https://news.example/1");
        form.Set("files", new FilePayload { Name = "note.txt", MimeType = "text/plain", Buffer = "a note"u8.ToArray() });
        Dictionary<string, string> headers = new() { ["Origin"] = "null", ["Accept"] = "text/html" };
        if (site.Length > 0) headers["Sec-Fetch-Site"] = site;
        return page.APIRequest.PostAsync($"{assistant.Address}/share-target", new() { Multipart = form, Headers = headers, MaxRedirects = 0 });
    }
}
