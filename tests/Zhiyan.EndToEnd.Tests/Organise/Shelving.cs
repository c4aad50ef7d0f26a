using Microsoft.Playwright;

namespace Zhiyan.EndToEnd.Tests.Organise;

/// <summary>What people do with their chats in the sidebar, on pages in English.</summary>
internal static class Shelving
{
    public static ILocator ChatRow(this IPage page, string title) => page.Locator("#chat-list .chat-row", new() { HasText = title });

    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Waits until the page's scripts have run, so that keys are heard; for pages with the sidebar on a wide screen.</summary>
    public static Task Wakes(this IPage page) => page.Locator(".sidebar-opener[aria-expanded=true]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>The open dialog.</summary>
    public static ILocator OpenDialog(this IPage page) => page.Locator("dialog:modal");

    public static ILocator Button(this ILocator within, string name) => within.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Opens the menu of a chat and chooses from it.</summary>
    public static async Task Choose(this IPage page, string chat, string item)
    {
        await page.ChatRow(chat).HoverAsync();
        await page.ChatRow(chat).GetByRole(AriaRole.Button).ClickAsync();
        await page.Locator("#chat-menu").GetByRole(AriaRole.Menuitem, new() { Name = item, Exact = true }).ClickAsync();
    }

    /// <summary>Answers a dialog that asks for a line of text.</summary>
    public static async Task Answer(this IPage page, string text)
    {
        await page.OpenDialog().GetByRole(AriaRole.Textbox).FillAsync(text);
        await page.OpenDialog().Button("OK").ClickAsync();
    }

    /// <summary>Begins to choose many, and chooses these.</summary>
    public static async Task Select(this IPage page, params string[] chats)
    {
        await page.Locator(".list-acts").Button("Select").ClickAsync();
        foreach (var chat in chats) await page.ChatRow(chat).GetByRole(AriaRole.Checkbox).CheckAsync();
    }

    public static Task Undo(this IPage page) => page.Locator("#toasts").Button("Undo").Last.ClickAsync();
}
