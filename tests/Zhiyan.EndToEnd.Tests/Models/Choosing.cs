using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;

namespace Zhiyan.EndToEnd.Tests.Models;

/// <summary>What people do with models.</summary>
internal static class Choosing
{
    /// <summary>A model's line in the picker that is open.</summary>
    public static ILocator Model(this IPage page, string id) => page.Locator($"dialog .model[data-model='{id}']");

    public static async Task OpenModels(this IPage page)
    {
        await page.IsReady();
        await page.Locator("[data-command='models.open']").ClickAsync();
        await page.Locator("dialog .models-dialog").WaitForAsync();
    }

    public static async Task Choose(this IPage page, string id)
    {
        await page.OpenModels();
        await page.Model(id).ClickAsync();
        await Assertions.Expect(page.Locator("[data-model-name]")).ToHaveTextAsync(id);
    }

    /// <summary>Fills in the form of a new provider.</summary>
    public static async Task DescribeProvider(this IPage page, string address, string name, string url, string key, bool isAnthropic = false)
    {
        await page.GotoAsync(address + "/admin/models/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Kind").SelectOptionAsync(isAnthropic ? "Anthropic" : "OpenAi");
        await page.GetByLabel("Base URL").FillAsync(url);
        await page.GetByLabel("Key").FillAsync(key);
    }

    public static Task Press(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
}
