using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Organise;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.People;

/// <summary>How people come to a server that others can reach, on pages in English.</summary>
internal static class Arriving
{
    public const string Password = "correct horse battery";

    /// <summary>An assistant that other machines can reach. Its address is no secure context, as on a network without TLS.</summary>
    public static Task<Assistant> Reachable(ScriptedEngine? engine = null) =>
        Assistant.Scripted(engine ?? new ScriptedEngine(), isNew: true, settings => settings with { Urls = ["http://0.0.0.0:0"] });

    /// <summary>A new browser of somebody who has made the first account with the setup code.</summary>
    public static async Task<BrowserPage> SetUp(this Assistant assistant, Browser browser, string name, BrowserNewContextOptions? options = null)
    {
        var opened = await assistant.Open(browser, options: options);
        await opened.Page.Button("Continue").ClickAsync();
        await opened.Page.GetByLabel("Setup code").FillAsync(assistant.Running.Server.SetupCode!);
        await opened.Page.GetByLabel("Name").FillAsync(name);
        await opened.Page.GetByLabel("Password").FillAsync(Password);
        foreach (var button in new[] { "Continue", "Continue", "Start" }) await opened.Page.Button(button).ClickAsync();
        await opened.Page.WaitForURLAsync(assistant.Address + "/");
        return opened;
    }

    /// <summary>A new browser of somebody who has followed an invitation.</summary>
    public static async Task<BrowserPage> Join(this Assistant assistant, Browser browser, IPage admin, string name, BrowserNewContextOptions? options = null)
    {
        await admin.GotoAsync(assistant.Address + "/admin/people");
        await admin.Button("Create link").ClickAsync();
        var link = await admin.GetByLabel("Link", new() { Exact = true }).InputValueAsync();
        var opened = await browser.Open(options);
        await opened.Page.GotoAsync(link);
        await opened.Page.GetByLabel("Name").FillAsync(name);
        await opened.Page.GetByLabel("New password").FillAsync(Password);
        await opened.Page.Button("Create account").ClickAsync();
        await opened.Page.WaitForURLAsync(assistant.Address + "/");
        return opened;
    }

    /// <summary>Errors of a page, but for what Chromium says of a header that needs TLS, which a proxy brings.</summary>
    public static IEnumerable<string> Faults(this BrowserPage opened) =>
        opened.Errors.Where(error => !error.StartsWith("The Cross-Origin-Opener-Policy header has been ignored", StringComparison.Ordinal));

    public static async Task SignIn(this Assistant assistant, IPage page, string name, string password)
    {
        await page.GotoAsync(assistant.Address + "/sign-in");
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(password);
        await page.Button("Sign in").ClickAsync();
    }
}
