using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Server.Chats;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;
using static Microsoft.Playwright.Assertions;

namespace Zhiyan.EndToEnd.Tests.Chats;

public sealed class LongChatTests(Browser browser)
{
    private const int Length = 2_000;

    private const string Watch =
        """
        window.pauses = [];
        new PerformanceObserver(list => pauses.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration })))).observe({ type: "longtask", buffered: true });
        new MutationObserver((_, observer) => {
          if (!document.querySelector("[data-conversation][data-mounted]")) return;
          observer.disconnect();
          const usable = performance.now();
          requestAnimationFrame(() => setTimeout(() => { window.usable = { ready: usable, drawn: performance.now() }; }));
        }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-mounted"] });
        """;

    [Fact]
    public async Task A_chat_of_two_thousand_messages_opens_at_its_end_and_scrolls_to_its_beginning()
    {
        var engine = new DictatedEngine();
        await using var assistant = await Assistant.Scripted(engine);
        var chat = await Make(assistant);
        await using var opened = await browser.Open(new() { Locale = "en-US" });
        var page = opened.Page;
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(assistant.Address);        // as for somebody who was here before: files are in the browser's cache
        await page.WaitForFunctionAsync("() => window.usable");

        await page.GotoAsync($"{assistant.Address}/c/{chat}");
        await page.WaitForFunctionAsync("() => window.usable");
        var open = await page.EvaluateAsync<JsonElement>("({ ...window.usable, first: performance.getEntriesByType('navigation')[0].responseStart, pauses: window.pauses.map(one => one.duration) })");
        await Expect(page.Messages().Last).ToContainTextAsync($"Answer {Length - 1}");
        await Expect(page.Messages().Last).ToBeInViewportAsync();
        var scroll = await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              pauses.length = 0;
              const scroll = document.querySelector("[data-scroll]"), messages = document.querySelector("[data-messages]");
              const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
              const begun = performance.now();
              let frames = 0, slowest = 0, last = begun;
              while (messages.dataset.earlier || scroll.scrollTop > 0) {
                scroll.scrollTop -= 2000;
                await frame();
                slowest = Math.max(slowest, performance.now() - last);
                last = performance.now();
                frames++;
              }
              await new Promise(resolve => setTimeout(resolve, 200));
              return { frames, seconds: (performance.now() - begun) / 1000, slowest, messages: new Set([...messages.querySelectorAll("article")].map(one => one.id)).size, pauses: pauses.map(one => one.duration) };
            }
            """);
        await Expect(page.Messages().First).ToContainTextAsync("Question 0");
        await Expect(page.Messages().First).ToBeInViewportAsync();

        // At the end again the page is as quick as before: it has let go of what is far away.
        await page.EvaluateAsync("() => { pauses.length = 0; }");
        await page.Locator("[data-to-end]").ClickAsync();
        engine.Answer(string.Concat(Enumerable.Range(0, 300).Select(at => $"Word {at} of **many**. ")));
        await page.Say("One more");
        await page.Reaches("done");
        await Expect(page.Messages().First).Not.ToContainTextAsync("Question 0");
        await Expect(page.Messages().Last).ToBeInViewportAsync();
        var write = await page.EvaluateAsync<double[]>("pauses.map(one => one.duration)");

        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"{Length} messages: first byte {open.GetProperty("first").GetDouble():0} ms, usable {open.GetProperty("ready").GetDouble():0} ms, drawn {open.GetProperty("drawn").GetDouble():0} ms, long tasks {Told(open)} ms."));
        TestContext.Current.TestOutputHelper.WriteLine(FormattableString.Invariant(
            $"To the beginning: {scroll.GetProperty("frames").GetInt32()} frames in {scroll.GetProperty("seconds").GetDouble():0.0} s, slowest {scroll.GetProperty("slowest").GetDouble():0} ms, long tasks {Told(scroll)} ms."));
        TestContext.Current.TestOutputHelper.WriteLine($"A reply at its end: long tasks [{string.Join(", ", write)}] ms.");
        Assert.Equal(Length, scroll.GetProperty("messages").GetInt32());
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }

    private static string Told(JsonElement figures) => $"[{string.Join(", ", figures.GetProperty("pauses").EnumerateArray().Select(one => one.GetDouble()))}]";

    private static async Task<Guid> Make(Assistant assistant)
    {
        var services = assistant.Running.Server.Services;
        var owner = Visitor.Find((await services.GetRequiredService<LocalOwner>().Find())!)!.Value;
        var chat = await services.GetRequiredService<Conversations>().Create(owner, new ChatSettings(), isTemporary: false);
        var begun = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.AddDays(-1);
        await services.GetRequiredService<ChatStores>().Main.Log.Append(chat.Id, [], async context =>
        {
            var known = (await context.Chats.FindAsync(chat.Id))!;
            known.Title = "A long one";
            known.TitleOrigin = TitleOrigin.Typed;
            for (var at = 0; at < Length; at++)
            {
                var isUser = at % 2 == 0;
                var message = new Message
                {
                    Id = Guid.CreateVersion7(), ChatId = chat.Id, ParentId = known.LeafId, Role = isUser ? Speaker.User : Speaker.Assistant, Text = isUser ? $"Question {at}: 为什么？" : Answer(at),
                    Model = isUser ? null : "scripted", CreatedAt = begun.AddSeconds(at), FinishedAt = begun.AddSeconds(at), Facts = isUser ? null : new ReplyFacts(10, 4, 100, 0, 20, 1_000, 7),
                };
                context.Messages.Add(message);
                known.LeafId = message.Id;
            }
        });
        return chat.Id;
    }

    private static string Answer(int at) =>
        $"""
        ## Answer {at}

        因为**这样**，有 $x_{at}^2 + y^2 = z^2$ 和 `code`：

        - one
        - two

        | a | b |
        |---|---|
        | {at} | 2 |

        ```csharp
        var answer = {at};      // a line
        Console.WriteLine(answer);
        ```

        {string.Concat(Enumerable.Repeat("And a sentence that makes it longer. 再来一句中文，让它更长一些。", 4))}
        """;
}
