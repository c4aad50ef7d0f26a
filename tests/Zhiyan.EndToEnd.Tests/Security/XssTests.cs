using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.People;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Security;

/// <summary>Everything that somebody can write, on every page that shows it: nothing of it runs, loads or leaves.</summary>
public sealed class XssTests(Browser browser)
{
    private const string Password = "correct horse battery";

    private const string Alarm =
        """
        window.alert = window.confirm = window.prompt = window.print = () => { window.escaped = true; };
        window.open = address => { window.escaped = true; };
        """;

    /// <summary>What no page of ours has: scripts of elsewhere, handlers, addresses that run, and elements that load.</summary>
    private const string Faults =
        """
        () => [...document.querySelectorAll("*")].flatMap(element => [
          ...(element.matches("script:not([src^='/']), object, embed, base:not([href='/']), iframe, meta[http-equiv], form:not([action^='/'], [method=dialog], .composer, .import-form, .share-form, .edit, .chat-settings, [method=post]:not([action]))") ? [element.outerHTML.slice(0, 200)] : []),
          ...[...element.attributes].filter(({ name, value }) => /^on/i.test(name) || (/^(href|src|action|formaction|xlink:href|srcset|poster|background)$/i.test(name) && /^\s*(javascript|vbscript|data:(?!image\/svg))/i.test(value)))
            .map(({ name, value }) => `${element.nodeName} ${name}=${value.slice(0, 200)}`),
        ])
        """;

    [Fact]
    public async Task No_payload_runs_loads_or_leaves_anything_wherever_it_is_shown()
    {
        var engine = new ScriptedEngine { Reply = [.. Graffiti.Payloads.SelectMany(payload => new ReplyPart[] { new ContentDelta(payload), new ContentDelta("\n\n") })] };
        var models = new ScriptedModels([("scripted", () => engine), .. Graffiti.Names.Select(name => (name, (Func<Zhiyan.Server.Engines.IReplyEngine>)(() => engine)))]);
        await using var assistant = await Assistant.Scripted(models);
        await using var opened = await browser.Open();
        var page = opened.Page;
        await page.Context.AddInitScriptAsync(Alarm);
        await page.GotoAsync(assistant.Address + "/settings/account");
        await page.Locator("form[action='/settings/account/password'] input[name=password]").FillAsync(Password);
        await page.Locator("form[action='/settings/account/password'] button").ClickAsync();
        await page.WaitForURLAsync("**done=passwordChanged*");
        var graffiti = new Graffiti();
        await graffiti.Paint(assistant.Running.Server.Services, (await assistant.Running.Server.Services.GetRequiredService<Members>().List())[0].Id);
        var faults = new List<string>();

        foreach (var path in new[]
        {
            "/", "/archive", "/settings", "/settings/account", "/settings/keys", "/settings/data", "/settings/usage", "/admin", "/admin/people", $"/admin/people/{graffiti.Other}/delete", "/admin/models",
            "/admin/models/far", "/admin/usage", "/admin/audit", "/search", $"/search?q={Query(0)}&folder={Query(1)}&tag={Query(2)}&after={Query(3)}", "/search?q=alert", $"/s/{graffiti.ShareToken}", $"/c/{graffiti.Chat}?x={Query(4)}", $"/nothing/{Query(5)}",
        })
        {
            await page.GotoAsync(assistant.Address + path);
            await Look(path);
        }
        await WholeConversation(page, $"{assistant.Address}/c/{graffiti.Chat}");
        await Look("conversation");
        await Dialogs(page, Look);
        await Streamed(page, assistant.Address, Look);
        await Exported(page, assistant.Address, graffiti.Chat, Look);

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Empty(opened.Dialogs);
        Assert.Empty(opened.ForeignRequests);
        Assert.Empty(opened.Violations);

        async Task Look(string where)
        {
            foreach (var fault in await page.EvaluateAsync<string[]>(Faults)) faults.Add($"{where}: {fault}");
            if (await page.EvaluateAsync<bool>("window.escaped === true")) faults.Add($"{where}: something ran");
        }
    }

    private static string Query(int at) => Uri.EscapeDataString(Graffiti.Names[at][..Math.Min(Graffiti.Names[at].Length, 300)]);

    /// <summary>Scrolls up until every message is there.</summary>
    private static async Task WholeConversation(IPage page, string address)
    {
        await page.GotoAsync(address);
        while (await page.Locator("[data-messages][data-earlier]").CountAsync() > 0)
        {
            var count = await page.Messages().CountAsync();
            await page.EvaluateAsync("() => { document.querySelector('[data-scroll]').scrollTop = 0; }");
            await page.WaitForFunctionAsync("count => document.querySelectorAll('article[data-role]').length > count", count);
        }
        Assert.InRange(await page.Answers().CountAsync(), Graffiti.Payloads.Count, int.MaxValue);
        // Formulas, colours and diagrams are drawn where they are seen.
        await page.EvaluateAsync("async () => { const scroll = document.querySelector('[data-scroll]'); for (let at = 0; at < scroll.scrollHeight; at += scroll.clientHeight) { scroll.scrollTop = at; await new Promise(requestAnimationFrame); } }");
    }

    private static async Task Dialogs(IPage page, Func<string, Task> look)
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox).FillAsync("<img src=x onerror=alert(1)> alert");
        await page.Locator("#search-options li, .search-none").First.WaitForAsync();
        await look("search dialog");
        await Close(page);

        await page.Composer().FillAsync("/");
        await page.Locator("#composer-offers").WaitForAsync();
        await look("saved prompts");
        await page.Composer().FillAsync("");

        await page.Locator("[data-command='models.open']").ClickAsync();
        await page.Locator("dialog .model").First.WaitForAsync();
        await look("models");
        await Close(page);

        await page.Locator("[data-command='chat.tree']").ClickAsync();
        await page.Locator("dialog .tree-node").First.WaitForAsync();
        await look("tree");
        await Close(page);

        await page.Locator("[data-command='chat.settings']").ClickAsync();
        await page.Locator("dialog .chat-settings").WaitForAsync();
        await look("settings of the chat");
        await Close(page);

        foreach (var (act, sign) in new[] { ("rename", "dialog input"), ("move", "dialog .choices-list button"), ("share", "dialog .share-form"), ("tags", "dialog input") })
        {
            await page.Locator("#chat-list .chat-group .chat-row button").First.EvaluateAsync("button => { button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true })); button.click(); }");
            await page.Locator($"#chat-menu [data-act={act}]").EvaluateAsync("button => button.click()");
            await page.Locator(sign).First.WaitForAsync();
            await look($"{act} dialog");
            await Close(page);
        }
    }

    private static Task Close(IPage page) => page.EvaluateAsync("() => document.querySelector('dialog').close('')");

    private static async Task Streamed(IPage page, string address, Func<string, Task> look)
    {
        await page.GotoAsync(address + "/");
        await page.Say(Graffiti.Names[0]);
        await page.Reaches("done");
        await look("streamed reply");
        await page.ReloadAsync();
        await look("streamed reply, read again");
    }

    /// <summary>The file that somebody saves and opens, and the archive that somebody else brings.</summary>
    private static async Task Exported(IPage page, string address, Guid chat, Func<string, Task> look)
    {
        var folder = Directory.CreateTempSubdirectory("zhiyan-exported");
        try
        {
            var html = await page.Context.APIRequest.GetAsync($"{address}/api/chats/{chat}/export?format=html");
            Assert.Equal(200, html.Status);
            var saved = Path.Combine(folder.FullName, "chat.html");
            await File.WriteAllBytesAsync(saved, await html.BodyAsync());
            await page.GotoAsync($"file://{saved}");
            var own = await page.EvaluateAsync<int>("document.querySelectorAll('script, img, iframe, link, object, embed, form, input').length");
            Assert.Equal(0, own);
            Assert.False(await page.EvaluateAsync<bool>("window.escaped === true"));

            var archive = await page.Context.APIRequest.GetAsync($"{address}/api/chats/{chat}/export");
            var zip = Path.Combine(folder.FullName, "chat.zip");
            await File.WriteAllBytesAsync(zip, await archive.BodyAsync());
            await page.GotoAsync(address + "/settings/data");
            await page.Locator(".import-form input[type=file]").SetInputFilesAsync(zip);
            await page.Locator(".import-form button").ClickAsync();
            await page.Locator("#toasts .toast, .import-form .problem:not(:empty)").First.WaitForAsync();
            await look("import");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
