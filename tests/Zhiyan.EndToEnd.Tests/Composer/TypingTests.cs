using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Composer;

public sealed class TypingTests(Browser browser)
{
    /// <summary>Safari ends the composition first and then sends the key that ended it, with the code that input methods have.</summary>
    private const string SafariConfirms =
        """
        text => {
          const field = document.querySelector("[data-text]");
          const key = (type, init) => field.dispatchEvent(new KeyboardEvent(type, { bubbles: true, cancelable: true, ...init }));
          field.focus();
          key("keydown", { key: "n", keyCode: 229, isComposing: false });
          field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true, data: "" }));
          field.value = text;
          field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertCompositionText", data: text, isComposing: true }));
          field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: text }));
          const isKept = key("keydown", { key: "Enter", code: "Enter", keyCode: 229, isComposing: false });
          key("keyup", { key: "Enter", code: "Enter", keyCode: 13 });
          window.ended = performance.now();
          return isKept;
        }
        """;

    /// <summary>Chrome sends the key while it composes, and ends the composition between that and the key's release.</summary>
    private const string ChromeConfirms =
        """
        text => {
          const field = document.querySelector("[data-text]");
          const key = (type, init) => field.dispatchEvent(new KeyboardEvent(type, { bubbles: true, cancelable: true, ...init }));
          field.focus();
          field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true, data: "" }));
          field.value = text;
          field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertCompositionText", data: text, isComposing: true }));
          const isKept = key("keydown", { key: "Enter", code: "Enter", keyCode: 229, isComposing: true });
          field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: text }));
          key("keyup", { key: "Enter", code: "Enter", keyCode: 13, isComposing: false });
          window.ended = performance.now();
          return isKept;
        }
        """;

    [Fact]
    public async Task Enter_sends_Shift_Enter_breaks_the_line_up_edits_the_last_message_and_a_setting_swaps_the_keys()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        await page.IsReady();

        await page.Composer().PressSequentiallyAsync("one");
        await page.Composer().PressAsync("Shift+Enter");
        await page.Composer().PressSequentiallyAsync("two");
        await page.Composer().PressAsync("Enter");
        await page.Reaches("done");
        await page.Composer().PressAsync("ArrowUp");
        var edit = page.Locator("article[data-role=user] textarea");
        await Assertions.Expect(edit).ToBeFocusedAsync();
        await Assertions.Expect(edit).ToHaveValueAsync("one\ntwo");
        await edit.FillAsync("three");
        await edit.PressAsync("Control+Enter");
        await Assertions.Expect(page.Messages().First.Body()).ToHaveTextAsync("three");
        await page.Reaches("done");
        string chat = page.Url;
        await page.GotoAsync(assistant.Address + "/settings");
        await page.GetByLabel("Breaks the line; Ctrl+Enter sends").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GotoAsync(chat);
        await page.IsReady();
        await page.Composer().PressSequentiallyAsync("four");
        await page.Composer().PressAsync("Enter");
        await page.Composer().PressSequentiallyAsync("five");
        int before = await page.Messages().CountAsync();
        await page.Composer().PressAsync("Control+Enter");

        await Assertions.Expect(page.Messages()).ToHaveCountAsync(4);
        await Assertions.Expect(page.Messages().Nth(2).Body()).ToHaveTextAsync("four\nfive");
        Assert.Equal(2, before);
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
    }

    [Fact]
    public async Task The_Enter_that_confirms_a_composition_never_sends()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;
        await page.IsReady();
        await page.Composer().FocusAsync();
        var devices = await page.Context.NewCDPSessionAsync(page);

        // Chromium's own input method: it composes, the key belongs to the method, and the word is put in.
        await devices.SendAsync("Input.imeSetComposition", new() { ["text"] = "ni hao", ["selectionStart"] = 6, ["selectionEnd"] = 6 });
        await devices.SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "rawKeyDown", ["key"] = "Process", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 229 });
        await devices.SendAsync("Input.insertText", new() { ["text"] = "你好" });
        await devices.SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = "Enter", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 13 });
        string composed = await page.Composer().InputValueAsync();
        bool chromeKept = await page.EvaluateAsync<bool>(ChromeConfirms, "你好吗");
        bool safariKept = await page.EvaluateAsync<bool>(SafariConfirms, "你好，世界");
        await page.WaitForTimeoutAsync(200);
        int sent = await page.Messages().CountAsync();
        string left = await page.Composer().InputValueAsync();
        await page.Composer().PressAsync("Enter");

        await Assertions.Expect(page.Messages()).ToHaveCountAsync(2);
        await Assertions.Expect(page.Messages().First.Body()).ToHaveTextAsync("你好，世界");
        Assert.Equal(("你好", 0, "你好，世界"), (composed, sent, left));
        Assert.True(chromeKept && safariKept, "a key of the input method was taken from it");
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_is_not_said_twice_and_no_address_sends_one()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedEngine());
        await using var opened = await browser.Open();
        var page = opened.Page;
        // On a plain address of the network the browser offers no randomUUID.
        await page.AddInitScriptAsync("delete Crypto.prototype.randomUUID");
        await page.GotoAsync(assistant.Address + "/?q=Erase+everything&text=now");
        await page.IsReady();
        await page.WaitForTimeoutAsync(200);
        string offered = await page.Composer().InputValueAsync();
        int sent = await page.Messages().CountAsync();
        string path = new Uri(page.Url).AbsolutePath;
        int lost = 0;
        await page.RouteAsync("**/api/chats/*/messages", async route =>
        {
            await route.FetchAsync();
            if (lost++ == 0) await route.AbortAsync("connectionreset");
            else await route.ContinueAsync();
        });

        await page.Say("Once.");
        await Assertions.Expect(page.Composer()).ToHaveValueAsync("Once.");
        await page.Reaches("done");
        await page.Composer().PressAsync("Enter");
        await Assertions.Expect(page.Composer()).ToHaveValueAsync("");
        await page.ReloadAsync();

        await Assertions.Expect(page.Messages()).ToHaveCountAsync(2);
        Assert.Equal(("", 0, "/"), (offered, sent, path));
        Assert.Equal(2, lost);
    }
}
