using Deque.AxeCore.Commons;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Checking;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Libraries;

public sealed class LibraryTests(Browser browser)
{
    private const string Violations =
        """
        async () => {
          const found = [];
          for (const theme of ["light", "dark"]) {
            document.documentElement.dataset.theme = theme;
            await new Promise(done => setTimeout(done, 400));      // colours change slowly
            const { violations } = await axe.run({ exclude: ["#sidebar"] }, { resultTypes: ["violations"] });
            for (const { id, nodes } of violations) for (const { html, any } of nodes) found.push(`${theme}: ${id}: ${html} ${any.map(check => check.message).join(" ")}`);
          }
          return found;
        }
        """;

    private static readonly string axe = new BundledAxeScriptProvider().GetScript();

    private static BrowserNewContextOptions Phone => new() { Locale = "en-US", ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true, ReducedMotion = ReducedMotion.Reduce };

    [Fact]
    public async Task Documents_are_dropped_in_asked_and_opened_at_the_place_that_says_so()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser, "/libraries");
        var page = opened.Page;
        assistant.Running.Server.Services.GetRequiredService<LibraryAnswers>().Asking = Answer;

        await page.GetByLabel("Name of a new library").FillAsync("Travel rules");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await page.WaitForURLAsync("**/libraries/Travel%20rules/documents");
        await page.Locator("[data-page=library-drop][data-mounted]").WaitForAsync();
        await page.Locator("[data-input=files]").SetInputFilesAsync(
        [
            new FilePayload { Name = "hotel.txt", MimeType = "text/plain", Buffer = "Hotels\n\nA night in a hotel costs at most 300 yuan.\n\nMeals are paid by receipt.\n"u8.ToArray() },
            new FilePayload { Name = "trains.pdf", MimeType = "application/pdf", Buffer = SmallPdf.Of("Trains are booked by the office.", "A ticket of the second class is paid.") },
        ]);
        await Assertions.Expect(page.Locator(".document-table .badge.good")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Link, new() { Name = "Ask", Exact = true }).ClickAsync();
        await page.Locator("[data-page=library-ask][data-mounted]").WaitForAsync();
        await page.GetByText("Where and how to look").ClickAsync();
        await page.GetByLabel("Question").FillAsync("What may a night cost, and which class is paid?");
        await page.GetByLabel("Question").PressAsync("Enter");
        var chips = page.Locator(".claim .cite");
        await Assertions.Expect(chips).ToHaveCountAsync(2);
        await chips.First.HoverAsync();
        await Assertions.Expect(page.Locator(".cite-card:popover-open blockquote")).ToHaveTextAsync("A night in a hotel costs at most 300 yuan.");
        await chips.First.ClickAsync();
        await Assertions.Expect(page.Locator(".source-panel mark#evidence")).ToHaveTextAsync("A night in a hotel costs at most 300 yuan.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next source" }).ClickAsync();
        await page.Locator(".pdf canvas[data-drawn='2']").WaitForAsync();
        var box = (await page.Locator(".pdf-box").BoundingBoxAsync())!;
        var sheet = (await page.Locator(".pdf-sheet").BoundingBoxAsync())!;
        var inked = await page.EvaluateAsync<int>("""
            () => {
              const canvas = document.querySelector(".pdf canvas"), box = document.querySelector(".pdf-box"), within = canvas.getBoundingClientRect(), at = box.getBoundingClientRect(), by = canvas.width / within.width;
              const { data } = canvas.getContext("2d").getImageData((at.left - within.left) * by, (at.top - within.top) * by, at.width * by, at.height * by);
              let dark = 0;
              for (let i = 0; i < data.length; i += 4) if (data[i] < 128) dark++;
              return dark;
            }
            """);
        await page.EvaluateAsync(axe);
        var faults = await page.EvaluateAsync<string[]>(Violations);
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("How to read").SelectOptionAsync("Read whole");
        await page.GetByLabel("Document, folder or pattern").FillAsync("*.pdf");
        await page.GetByLabel("Question").FillAsync("Which class is paid?");
        await page.GetByLabel("Question").PressAsync("Enter");
        var narrow = page.Locator("[data-answer]").First;
        await Assertions.Expect(narrow.Locator(".answer-scope")).ToHaveTextAsync("Read whole · only *.pdf");
        await Assertions.Expect(narrow.Locator(".coverage")).ToHaveTextAsync("Read whole: all 1 passage of 1 document");
        await Assertions.Expect(narrow.Locator(".claim .cite")).ToHaveCountAsync(1);
        await page.GetByLabel("Document, folder or pattern").FillAsync("trips/*");
        await page.GetByLabel("Question").FillAsync("Which trips?");
        await page.GetByLabel("Question").PressAsync("Enter");
        await Assertions.Expect(page.Locator(".answers [role=alert]")).ToContainTextAsync("No document fits");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("How to read")).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator(".scope summary")).ToHaveTextAsync("Where and how to look");

        Assert.Empty(faults);
        Assert.InRange((box.X - sheet.X) / sheet.Width, 0.08, 0.13);      // set 40 points from the left of 400
        Assert.InRange((box.Y - sheet.Y) / sheet.Height, 0.15, 0.30);     // and 80 from the top of 300
        Assert.InRange(inked, 50, int.MaxValue);                          // the words are under the box
        await Assertions.Expect(page.Locator(".source-panel")).ToHaveCountAsync(0);
        Assert.Empty(opened.Violations);
        Assert.Contains("400", Assert.Single(opened.Errors));             // what was refused
        Assert.Empty(opened.ForeignRequests);
    }

    [Fact]
    public async Task On_a_phone_the_source_is_a_sheet_and_nothing_runs_over()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        var services = assistant.Running.Server.Services;
        services.GetRequiredService<LibraryAnswers>().Asking = Answer;
        var shelf = services.GetRequiredService<Shelf>();
        await using var opened = await assistant.Open(browser, "/libraries", Phone);
        var page = opened.Page;
        await page.GetByLabel("Name of a new library").FillAsync("Rules");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).TapAsync();
        await page.WaitForURLAsync("**/documents");
        var library = shelf.List(new LibraryReader(null, true)) is [var only] ? only : services.GetRequiredService<KnowledgeHost>().Base.Find("Rules")!;
        await shelf.Add(new LibraryReader(library.Settings.Owner, true), "Rules", "hotel.txt", new MemoryStream("Hotels\n\nA night in a hotel costs at most 300 yuan.\n"u8.ToArray()), TestContext.Current.CancellationToken);
        while (library.Contents.Count == 0) await Task.Delay(25, TestContext.Current.CancellationToken);

        foreach (var path in new[] { "/libraries", "/libraries/Rules/documents", "/libraries/Rules/search?q=night", "/libraries/Rules/settings", "/libraries/Rules" })
        {
            await page.GotoAsync(assistant.Address + path);
            Assert.Equal((path, 0), (path, Math.Max(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"))));
        }
        await page.Locator("[data-page=library-ask][data-mounted]").WaitForAsync();
        await page.GetByLabel("Question").FillAsync("What may a night cost?");
        await page.GetByLabel("Question").PressAsync("Enter");
        await page.Locator(".claim .cite").First.TapAsync();
        await Assertions.Expect(page.Locator(".source-panel mark#evidence")).ToBeInViewportAsync();
        var sheet = (await page.Locator(".source-panel").BoundingBoxAsync())!;
        await page.GetByRole(AriaRole.Button, new() { Name = "Close the source" }).TapAsync();

        Assert.Equal((0f, 390f, 844f), (sheet.X, sheet.Width, sheet.Y + sheet.Height));
        await Assertions.Expect(page.Locator(".source-panel")).ToHaveCountAsync(0);
        Assert.Empty(opened.Errors);
    }

    /// <summary>A claim for each document that is there and asked, whose last sentence about prices or classes is the evidence.</summary>
    private static Task<Answer> Answer(Library library, AskRequest request, string? model, CancellationToken cancellation)
    {
        var claims = new List<Claim>();
        foreach (var (name, sentence, verdict) in new[] { ("hotel.txt", "A night in a hotel costs at most 300 yuan.", Verdict.Supported), ("trains.pdf", "A ticket of the second class is paid.", Verdict.Partly) })
        {
            if (library.Within(request.Within).FirstOrDefault(document => document.Path == name) is not { State: DocumentState.Readable } entry) continue;
            var text = library.Read(entry.Id);
            var at = text.Text.IndexOf(sentence, StringComparison.Ordinal);
            var page = text.Pages.FirstOrDefault(one => one.Start <= at && at < one.End)?.Number;
            claims.Add(new Claim(sentence, verdict, 0.9, [new Evidence(entry, page, at, at + sentence.Length, sentence)], false, [], []));
        }
        return Task.FromResult(new Answer(claims, [], 0.9, new AnswerCoverage(request.Reading is ReadingMode.FullText ? ReadingMode.FullText : ReadingMode.Passages, claims.Count, claims.Count, claims.Count, claims.Count, 90, 40), "en"));
    }
}
