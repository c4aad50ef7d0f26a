using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.EndToEnd.Tests.Organise;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Accessibility;

public sealed class KeyboardTests(Browser browser)
{
    [Fact]
    public async Task A_message_is_written_and_sent_by_Tab_and_Enter_and_only_its_begin_and_end_are_announced()
    {
        var engine = new ScriptedEngine { Reply = [.. Enumerable.Range(0, 40).Select(at => new ContentDelta($"word{at} "))], TokenTime = TimeSpan.FromMilliseconds(5) };
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await assistant.Open(browser, options: new() { Locale = "en-US", ReducedMotion = ReducedMotion.Reduce });
        var page = opened.Page;
        await page.Wakes();
        await page.EvaluateAsync(
            """
            () => {
              window.said = [];
              new MutationObserver(() => { const text = document.getElementById("live").textContent; if (text) window.said.push(text); }).observe(document.getElementById("live"), { childList: true, characterData: true, subtree: true });
              // Tab begins at the head of the page, as it does for who comes from the address bar.
              const head = document.body.insertBefore(document.createElement("button"), document.body.firstChild);
              head.focus();
              head.remove();
            }
            """);

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#main")).ToBeFocusedAsync();
        await TabTo(page, page.Composer());
        await page.Keyboard.TypeAsync("Hello");
        await TabTo(page, page.Button("Send"));
        await page.Keyboard.PressAsync("Enter");
        await page.Reaches("streaming");
        var longest = await page.EvaluateAsync<double>("Math.max(0, ...document.getAnimations().map(animation => animation.effect.getComputedTiming().activeDuration))");
        await page.Reaches("done");
        await page.WaitForFunctionAsync("() => window.said.length >= 2");
        await page.WaitForTimeoutAsync(150);

        Assert.Equal(["The reply begins", "The reply is finished"], await page.EvaluateAsync<string[]>("window.said"));
        Assert.Equal(1, await page.Locator("[aria-live]:not([aria-live=off]), [role=status], [role=alert], output").CountAsync());
        Assert.InRange(longest, 0, 2);
        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task Menus_and_dialogs_are_gone_through_by_arrows_and_left_by_Escape_to_where_one_was()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await assistant.Write("A chat", TimeProvider.System.GetUtcNow().UtcDateTime, "a", "b");
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        await page.Wakes();

        foreach (var (button, menu) in new[] { (page.Locator("[popovertarget=person-menu]"), "#person-menu"), (page.ChatRow("A chat").GetByRole(AriaRole.Button), "#chat-menu") })
        {
            await button.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            var items = page.Locator($"{menu} [role^=menuitem]:visible");
            await Assertions.Expect(items.First).ToBeFocusedAsync();
            await Assertions.Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
            await page.Keyboard.PressAsync("ArrowDown");
            await Assertions.Expect(items.Nth(1)).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("End");
            await Assertions.Expect(items.Last).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("ArrowDown");
            await Assertions.Expect(items.First).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("ArrowUp");
            await Assertions.Expect(items.Last).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(page.Locator(menu)).ToBeHiddenAsync();
            await Assertions.Expect(button).ToBeFocusedAsync();
        }
        await page.Button("Chat settings").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.OpenDialog()).ToBeVisibleAsync();
        for (var tab = 0; tab < 12; tab++) await page.Keyboard.PressAsync("Tab");
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement === document.body || document.activeElement.closest('dialog') !== null"));
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Button("Chat settings")).ToBeFocusedAsync();

        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task Shortcuts_are_listed_and_rebound_and_the_server_keeps_them_for_every_device()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser, "/settings");
        var page = opened.Page;
        await page.Wakes();

        await page.Keyboard.PressAsync("Control+/");
        var list = page.OpenDialog().Locator(".shortcut-list li");
        await Assertions.Expect(list.Filter(new() { HasText = "Search chats" })).ToContainTextAsync("Ctrl+K");
        await page.OpenDialog().GetByRole(AriaRole.Button, new() { NameRegex = new("^Change New chat,") }).ClickAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.OpenDialog().Locator(".problem")).ToHaveTextAsync("Ctrl+K already does: Search chats.");
        await page.OpenDialog().GetByRole(AriaRole.Button, new() { NameRegex = new("^Change New chat,") }).ClickAsync();
        await page.RunAndWaitForResponseAsync(() => page.Keyboard.PressAsync("Control+Shift+y"), "**/api/me/preferences");
        await Assertions.Expect(list.Filter(new() { HasText = "New chat" })).ToContainTextAsync("Ctrl+Shift+Y");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByLabel("Language of answers").FillAsync("English");
        await page.Button("Save").ClickAsync();
        await Assertions.Expect(page.Locator(".done")).ToHaveTextAsync("Saved.");
        await using var other = await assistant.Open(browser, "/settings");
        await other.Page.Wakes();

        await other.Page.Keyboard.PressAsync("Control+Shift+o");
        await other.Page.Keyboard.PressAsync("Control+/");
        await Assertions.Expect(other.Page.OpenDialog().Locator("li", new() { HasText = "New chat" })).ToContainTextAsync("Ctrl+Shift+Y");
        await other.Page.Keyboard.PressAsync("Escape");
        Assert.EndsWith("/settings", other.Page.Url, StringComparison.Ordinal);
        await other.Page.Keyboard.PressAsync("Control+Shift+y");
        await Assertions.Expect(other.Page.Composer()).ToBeVisibleAsync();
        await other.Page.Keyboard.PressAsync("Control+.");
        await other.Page.WaitForURLAsync(assistant.Address + "/settings");
        await other.Page.Keyboard.PressAsync("Control+/");
        await other.Page.RunAndWaitForResponseAsync(() => other.Page.OpenDialog().Button("Restore defaults").ClickAsync(), "**/api/me/preferences");
        await page.ReloadAsync();
        await page.Wakes();
        await page.Keyboard.PressAsync("Control+Shift+o");

        await Assertions.Expect(page.Composer()).ToBeVisibleAsync();
        Assert.Empty(opened.Errors);
        Assert.Empty(other.Errors);
    }

    /// <summary>Presses Tab until something has the focus.</summary>
    private static async Task TabTo(IPage page, ILocator target)
    {
        for (var presses = 0; presses < 20; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
        }
        Assert.Fail($"Tab does not lead to {target}.");
    }
}
