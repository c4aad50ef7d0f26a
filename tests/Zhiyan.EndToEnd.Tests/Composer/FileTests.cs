using System.Text;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Composer;

public sealed class FileTests(Browser browser)
{
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAFElEQVR4nGP8z8Dwn4GBgYGJAQoAHhgCAeH+Qs8AAAAASUVORK5CYII=");

    /// <summary>Gives the composer files as a paste, or drops them somewhere else on the page, as a person does who aims badly.</summary>
    private const string Give =
        """
        ({ how, name, base64, size, text }) => {
          const data = new DataTransfer();
          const bytes = size ? new Uint8Array(size).fill(65) : Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
          data.items.add(new File([bytes], name));
          if (text) { data.setData("text/plain", text); data.setData("text/html", `<b>${text}</b>`); }
          const field = document.querySelector("[data-text]");
          const event = how === "paste" ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
          return (how === "paste" ? field : document.querySelector("header, aside, nav") ?? document.body).dispatchEvent(event);
        }
        """;

    [Fact]
    public async Task Files_are_pasted_dropped_and_chosen_and_are_there_after_a_reload()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        var chips = page.Locator("[data-attached] li");
        await page.IsReady();

        bool office = await page.EvaluateAsync<bool>(Give, new { how = "paste", name = "image.png", base64 = Convert.ToBase64String(Picture), size = 0, text = "a table's text" });
        await page.EvaluateAsync(Give, new { how = "paste", name = "image.png", base64 = Convert.ToBase64String(Picture), size = 0, text = "" });
        await Assertions.Expect(chips).ToHaveCountAsync(1);
        await page.EvaluateAsync(Give, new { how = "drop", name = "notes.md", base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes("# 笔记\n")), size = 0, text = "" });
        await Assertions.Expect(chips).ToHaveCountAsync(2);
        await page.Locator("[data-files]").SetInputFilesAsync((FilePayload[])[new() { Name = "surplus.txt", MimeType = "text/plain", Buffer = [65] }, new() { Name = "表.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("a,b\n1,2\n") }]);
        await Assertions.Expect(chips).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove surplus.txt" }).ClickAsync();
        await page.Say("Look at these.");
        await page.Reaches("done");
        await Assertions.Expect(chips).ToHaveCountAsync(0);
        await page.ReloadAsync();

        var said = page.Messages().First;
        var picture = said.GetByRole(AriaRole.Img, new() { Name = "image.png" });
        await Assertions.Expect(said.Locator(".message-files li")).ToHaveCountAsync(3);
        Assert.Equal(2, await picture.EvaluateAsync<int>("async image => { await image.decode(); return image.naturalWidth; }"));
        var download = await page.RunAndWaitForDownloadAsync(() => said.GetByRole(AriaRole.Link, new() { Name = "表.csv" }).ClickAsync());
        Assert.Equal("表.csv", download.SuggestedFilename);
        Assert.Equal("a,b\n1,2\n", await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken));
        Assert.True(office, "the text that was pasted together with its picture was kept from the field");
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
    }

    [Theory]
    [InlineData("en-US", "cat.png was not added: Its content is not what its name says.", "huge.bin was not added: The file is larger than 32 MB; add a smaller one.", "nothing.txt was not added: The file is empty.")]
    [InlineData("zh-CN", "未能添加 cat.png：文件内容与扩展名不符。", "未能添加 huge.bin：文件超过 32 MB，请换一个小一些的。", "未能添加 nothing.txt：文件是空的。")]
    public async Task What_is_no_picture_too_large_or_empty_is_refused_in_clear_words(string locale, string wrong, string large, string empty)
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser, options: new() { Locale = locale });
        var page = opened.Page;
        await page.IsReady();

        await page.EvaluateAsync(Give, new { how = "drop", name = "cat.png", base64 = Convert.ToBase64String("<script>alert(1)</script>"u8), size = 0, text = "" });
        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync(wrong);
        await page.EvaluateAsync(Give, new { how = "drop", name = "huge.bin", base64 = "", size = (32 << 20) + 1, text = "" });
        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync(large);
        await page.EvaluateAsync(Give, new { how = "paste", name = "nothing.txt", base64 = "", size = 0, text = "" });

        await Assertions.Expect(page.Locator("#toasts")).ToContainTextAsync(empty);
        Assert.Equal(0, await page.Locator("[data-attached] li").CountAsync());
        Assert.Empty(opened.Dialogs);
    }
}
