using System.Text.Json;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;

namespace Zhiyan.EndToEnd.Tests.Streams;

public sealed class KilledServerTests(Browser browser)
{
    /// <summary>Sends messages in as many chats as it can and notes each that the server has taken.</summary>
    private const string Sending =
        """
        () => {
          window.taken = [];
          const headers = { "Content-Type": "application/json", RequestVerificationToken: document.querySelector("meta[name=antiforgery]").content };
          const post = async (address, body) => (await fetch(address, { method: "POST", headers, body: JSON.stringify(body) })).json();
          const send = async number => {
            const { id: chat } = await post("/api/chats", { settings: { max_tokens: 40 } });
            const id = crypto.randomUUID(), text = `Message ${number}`;
            const sent = await post(`/api/chats/${chat}/messages`, { id, text });
            if (sent.message === id) window.taken.push({ chat, id, text });
          };
          for (let number = 0; number < 100; number++) send(number).catch(() => undefined);
        }
        """;

    private const string Kept =
        """
        async () => {
          const texts = [];
          for (const { chat, id } of window.taken) texts.push((await (await fetch(`/api/chats/${chat}/messages/${id}`)).json()).text);
          return texts;
        }
        """;

    [Fact]
    public async Task A_server_killed_in_the_middle_of_a_reply_loses_nothing_that_was_shown_or_taken()
    {
        await using var server = await ServerProcess.Start();
        await using var opened = await browser.Open();
        await opened.Page.GotoAsync(server.Address);
        await opened.Page.Say("Write a long story about a lighthouse keeper, her cat and the sea. Do not stop before one thousand words.");
        await opened.Page.WaitForFunctionAsync("() => (document.querySelector('article[data-role=assistant] [data-part=body]')?.textContent.length ?? 0) > 60");
        await opened.Page.EvaluateAsync(Sending);
        await opened.Page.WaitForFunctionAsync("() => window.taken.length >= 20");

        await server.Kill();
        string shown = await StreamTests.Text(opened.Page);
        var taken = await opened.Page.EvaluateAsync<JsonElement>("() => window.taken");
        await server.StartAgain();
        await opened.Page.Reaches("interrupted");
        string resumed = await StreamTests.Text(opened.Page);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await opened.Page.WaitForFunctionAsync("length => document.querySelector('article[data-role=assistant] [data-part=body]').textContent.length > length + 40", resumed.Length);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await opened.Page.Locator(".notice.stopped").WaitForAsync();
        string continued = await StreamTests.Text(opened.Page);
        string[] kept = await opened.Page.EvaluateAsync<string[]>(Kept);
        await opened.Page.ReloadAsync();

        // The last word was perhaps half a sign of Markdown when it was read.
        Assert.StartsWith(shown[..shown.LastIndexOf(' ')], resumed, StringComparison.Ordinal);
        Assert.StartsWith(resumed[..resumed.LastIndexOf(' ')], continued, StringComparison.Ordinal);
        Assert.Equal(taken.EnumerateArray().Select(one => one.GetProperty("text").GetString()!), kept);
        Assert.Equal(continued, await StreamTests.Text(opened.Page));
        Assert.Equal(2, await opened.Page.Messages().CountAsync());
    }
}
