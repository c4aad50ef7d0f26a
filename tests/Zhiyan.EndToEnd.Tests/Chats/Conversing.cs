using Microsoft.Playwright;

namespace Zhiyan.EndToEnd.Tests.Chats;

/// <summary>What people do in a conversation, by the names that both languages' pages keep.</summary>
internal static class Conversing
{
    public static ILocator Composer(this IPage page) => page.GetByRole(AriaRole.Textbox, new() { NameRegex = new("^(Message|消息)$") });

    public static ILocator Messages(this IPage page) => page.Locator("article[data-role]");

    public static ILocator Answers(this IPage page) => page.Locator("article[data-role=assistant]");

    public static ILocator Body(this ILocator message) => message.Locator("[data-part=body]");

    /// <summary>Waits until the page's script listens.</summary>
    public static Task IsReady(this IPage page) => page.Locator("[data-conversation][data-ready]").WaitForAsync();

    /// <summary>Writes a message and sends it with Enter.</summary>
    public static async Task Say(this IPage page, string text)
    {
        await page.IsReady();
        await page.Composer().FillAsync(text);
        await page.Composer().PressAsync("Enter");
    }

    /// <summary>Waits until the last message's state is one of the given ones.</summary>
    public static Task Reaches(this IPage page, params string[] states) =>
        page.WaitForFunctionAsync("states => states.includes([...document.querySelectorAll('article[data-role=assistant]')].at(-1)?.dataset.state)", states);
}
