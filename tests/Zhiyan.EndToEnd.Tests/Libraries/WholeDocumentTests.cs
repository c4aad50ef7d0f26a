using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.Libraries.Reading;
using Zhiyan.Server.Tests;
using Zhiyan.Server.Tests.Libraries;

namespace Zhiyan.EndToEnd.Tests.Libraries;

public sealed class WholeDocumentTests(Browser browser)
{
    private const string Sentence = "A night in a hotel costs at most 300 yuan.";

    [Fact]
    public async Task A_document_is_read_whole_and_each_row_opens_where_it_stands()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser, "/libraries", new() { Locale = "en-US", ViewportSize = new() { Width = 390, Height = 844 }, ReducedMotion = ReducedMotion.Reduce });
        var services = assistant.Running.Server.Services;
        services.GetRequiredService<ReadModels>().Open = new DictatedChat(_ => """{"items":["300 yuan"]}""").Open;
        var page = opened.Page;
        await page.GetByLabel("Name of a new library").FillAsync("Rules");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await page.WaitForURLAsync("**/documents");
        var library = services.GetRequiredService<KnowledgeHost>().Base.Find("Rules")!;
        await services.GetRequiredService<Shelf>().Add(new LibraryReader(library.Settings.Owner, true), "Rules", "hotel.txt", new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"Hotels\n\n{Sentence}\n")), TestContext.Current.CancellationToken);
        while (library.Contents.Count == 0) await Task.Delay(25, TestContext.Current.CancellationToken);

        await page.GetByRole(AriaRole.Link, new() { Name = "Whole documents" }).ClickAsync();
        await page.Locator("[data-page=library-read][data-mounted]").WaitForAsync();
        await page.GetByText("Extract a list or table").ClickAsync();
        await page.GetByLabel("Task").FillAsync("Which limits are named?");
        await Assertions.Expect(page.Locator("[data-part=estimate]")).ToContainTextAsync("tokens in 1 part");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read it whole" }).ClickAsync();
        await Assertions.Expect(page.Locator(".read-facts .badge.good")).ToHaveTextAsync("Done");
        await Assertions.Expect(page.Locator(".read-legend")).ToHaveTextAsync("1 read (100%)");
        await page.Locator(".read-list .chip").ClickAsync();
        await Assertions.Expect(page.Locator(".source-panel mark#evidence")).ToHaveTextAsync("300 yuan");

        Assert.Equal(0, Math.Max(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")));
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.Errors);
    }
}
