using System.Diagnostics;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.EndToEnd.Tests.Organise;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Sharing;

public sealed class ExportTests(Browser browser)
{
    private const string Answer = "# 水\n\n水在 **100 °C** 沸腾。\n\n| 物质 | 沸点 |\n|---|---|\n| 水 | 100 |\n\n```python\nprint(100)\n```\n\n$E = mc^2$";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chat_is_exported_in_every_format_and_printed_without_the_page_around_it()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        var chat = await assistant.Write("沸点 Boiling", TimeProvider.System.GetUtcNow().UtcDateTime, "水什么时候沸腾？", Answer);
        await using var opened = await assistant.Open(browser, $"/c/{chat}");
        var page = opened.Page;

        var pdf = await Export(page, "PDF");
        var docx = await Export(page, "Word document");
        var markdown = await Export(page, "Markdown");
        var html = await Export(page, "Web page");
        var archive = await Export(page, "Zhiyan archive, with all branches and files");
        await using var read = await browser.Open();
        await read.Page.SetContentAsync(await File.ReadAllTextAsync(html.Path, Cancel));
        await page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Equal(["沸点 Boiling.pdf", "沸点 Boiling.docx", "沸点 Boiling.md", "沸点 Boiling.html", "沸点 Boiling.zip"], new[] { pdf, docx, markdown, html, archive }.Select(file => file.Name));
        Assert.Contains("水在100°C沸腾。", await PdfText(pdf.Path), StringComparison.Ordinal);
        using (var document = WordprocessingDocument.Open(docx.Path, isEditable: false)) Assert.Contains("水在 100 °C 沸腾。", document.MainDocumentPart!.Document!.Body!.InnerText, StringComparison.Ordinal);
        Assert.Contains(Answer, await File.ReadAllTextAsync(markdown.Path, Cancel), StringComparison.Ordinal);
        await Assertions.Expect(read.Page.GetByRole(AriaRole.Cell, new() { Name = "100" })).ToBeVisibleAsync();
        Assert.Equal("PK"u8.ToArray(), (await File.ReadAllBytesAsync(archive.Path, Cancel))[..2]);
        foreach (var hidden in new[] { ".sidebar", ".bar", ".composer", ".message-foot", "button:visible", ".skip" }) await Assertions.Expect(page.Locator(hidden).First).ToBeHiddenAsync();
        await Assertions.Expect(page.Answers().Body()).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("水什么时候沸腾？").First).ToBeVisibleAsync();
        Assert.Equal("visible", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.messages-scroll')).overflowY"));
        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task Everything_is_taken_along_to_another_server_and_is_the_same_there_byte_for_byte()
    {
        await using var here = await Assistant.Scripted(new ScriptedEngine());
        await using var there = await Assistant.Scripted(new ScriptedEngine());
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var chat = await here.Write("Branches", now, "Which way?", "Left.");
        await here.WriteVersion(chat, "Right.");
        await here.Write("水", now.AddDays(-2), "水什么时候沸腾？", Answer);
        await using var first = await here.Open(browser, "/");
        await first.Page.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "图.txt", MimeType = "text/plain", Buffer = "with a file"u8.ToArray() });
        await Assertions.Expect(first.Page.Locator("[data-attached] li")).ToHaveCountAsync(1);
        await first.Page.Say("See this file");
        await first.Page.Reaches("done");
        await Assertions.Expect(first.Page.Locator("#chat-list .chat-row[aria-current], #chat-list .chat-row [aria-current]")).ToHaveTextAsync("Hello, 世界");
        await using var second = await there.Open(browser, "/settings/data");

        var taken = await Everything(here, first.Page);
        await second.Page.GetByLabel("Archive (.zip)").SetInputFilesAsync(taken);
        await second.Page.Button("Import").ClickAsync();
        await Assertions.Expect(second.Page.Locator("#toasts")).ToContainTextAsync("3 chats imported.");
        var again = await Everything(there, second.Page);

        Assert.Equal(await File.ReadAllBytesAsync(taken, Cancel), await File.ReadAllBytesAsync(again, Cancel));
        await second.Page.ChatRow("Branches").ClickAsync();
        await Assertions.Expect(second.Page.Answers().Body()).ToHaveTextAsync("Right.");
        await second.Page.Button("Version before").ClickAsync();
        await Assertions.Expect(second.Page.Answers().Body()).ToHaveTextAsync("Left.");
        Assert.Empty(second.Errors);
    }

    private static async Task<(string Name, string Path)> Export(IPage page, string format)
    {
        await page.Choose("沸点 Boiling", "Export");
        var download = await page.RunAndWaitForDownloadAsync(() => page.OpenDialog().GetByRole(AriaRole.Link, new() { Name = format, Exact = true }).ClickAsync());
        await Assertions.Expect(page.OpenDialog()).ToHaveCountAsync(0);
        return (download.SuggestedFilename, await download.PathAsync());
    }

    private static async Task<string> Everything(Assistant assistant, IPage page)
    {
        await page.GotoAsync(assistant.Address + "/settings/data");
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export everything" }).ClickAsync());
        Assert.Matches(@"^zhiyan-\d{4}-\d\d-\d\d\.zip$", download.SuggestedFilename);
        return await download.PathAsync();
    }

    /// <summary>The text without white space, as lines may be broken anywhere.</summary>
    private static async Task<string> PdfText(string path)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/pdftotext"), "pdftotext is not installed: apt-get install poppler-utils");
        using var reader = Process.Start(new ProcessStartInfo("/usr/bin/pdftotext", ["-enc", "UTF-8", path, "-"]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;
        var text = await reader.StandardOutput.ReadToEndAsync(Cancel);
        await reader.WaitForExitAsync(Cancel);
        return string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
    }
}
