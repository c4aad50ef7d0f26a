using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.EndToEnd.Tests.Organise;
using Zhiyan.EndToEnd.Tests.People;
using Zhiyan.Server.Store;

namespace Zhiyan.EndToEnd.Tests.Sharing;

public sealed class ShareLinkTests(Browser browser)
{
    [Fact]
    public async Task A_link_is_for_whom_it_was_made_until_it_ends_and_who_sees_it_may_copy_and_continue()
    {
        await using var assistant = await Arriving.Reachable();
        await using var ann = await assistant.SetUp(browser, "Ann");
        await using var bob = await assistant.Join(browser, ann.Page, "Bob");
        await using var stranger = await browser.Open();
        var owner = await Person(assistant, "Ann");
        await assistant.WriteFor(owner, "Recipe", TimeProvider.System.GetUtcNow().UtcDateTime, "How is rice cooked?", "With water, **slowly**.");
        await ann.Page.GotoAsync(assistant.Address + "/");

        await ann.Page.Choose("Recipe", "Share");
        await ann.Page.OpenDialog().GetByLabel("Who can see it").SelectOptionAsync("people");
        await ann.Page.OpenDialog().GetByLabel("User names").FillAsync("Bob");
        var forBob = await Create(assistant, ann.Page, owner);
        await Assertions.Expect(ann.Page.OpenDialog().Locator(".share-links li").First).ToContainTextAsync("Bob · until");
        await ann.Page.OpenDialog().GetByLabel("Who can see it").SelectOptionAsync("private");
        var forNobody = await Create(assistant, ann.Page, owner);
        await ann.Page.OpenDialog().GetByLabel("Who can see it").SelectOptionAsync("link");
        await ann.Page.OpenDialog().GetByLabel("Expires").SelectOptionAsync("0");
        var forAll = await Create(assistant, ann.Page, owner);

        await Sees(ann.Page, forNobody);
        await SeesNothing(bob.Page, forNobody);
        await SeesNothing(stranger.Page, forBob);
        await Sees(stranger.Page, forAll);
        await Assertions.Expect(stranger.Page.Locator(".shared-foot")).ToHaveTextAsync("Sign in to copy this chat and continue it.");
        await Sees(bob.Page, forBob);
        await Assertions.Expect(bob.Page.Locator(".shared-end")).ToContainTextAsync("This link works until");
        await bob.Page.Button("Copy and continue").ClickAsync();
        await bob.Page.WaitForURLAsync("**/c/*");
        await bob.Page.Say("And how long?");
        await bob.Page.Reaches("done");
        await Assertions.Expect(bob.Page.Messages()).ToHaveCountAsync(4);
        await Assertions.Expect(bob.Page.ChatRow("Recipe")).ToBeVisibleAsync();

        await ann.Page.GotoAsync(assistant.Address + "/");
        await ann.Page.Choose("Recipe", "Share");
        await ann.Page.OpenDialog().Locator(".share-links li", new() { HasText = "Anyone with the link" }).Button("Revoke").ClickAsync();
        await Assertions.Expect(ann.Page.OpenDialog().Locator(".share-links li")).ToHaveCountAsync(2);
        await SeesNothing(stranger.Page, forAll);
        await using (var store = assistant.Running.Server.Services.GetRequiredService<StoreFactory>().Open())
            await store.Shares.ExecuteUpdateAsync(set => set.SetProperty(share => share.ExpiresAt, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1)), TestContext.Current.CancellationToken);
        await SeesNothing(bob.Page, forBob);

        Assert.Empty(ann.Faults());
    }

    private static async Task<Guid> Person(Assistant assistant, string name)
    {
        await using var store = assistant.Running.Server.Services.GetRequiredService<StoreFactory>().Open();
        return (await store.Users.SingleAsync(person => person.UserName == name, TestContext.Current.CancellationToken)).Id;
    }

    /// <summary>Makes a link as the dialog is filled in; its address is what is then on the clipboard, or shown where there is none.</summary>
    private static async Task<string> Create(Assistant assistant, IPage page, Guid owner)
    {
        var lines = page.OpenDialog().Locator(".share-links li");
        var before = await lines.CountAsync();
        await page.OpenDialog().Button("Create link").ClickAsync();
        await Assertions.Expect(lines).ToHaveCountAsync(before + 1);
        await Assertions.Expect(page.Locator("#toasts .toast")).Not.ToHaveCountAsync(0);
        await using var store = assistant.Running.Server.Services.GetRequiredService<StoreFactory>().Open();
        var share = await store.Shares.Where(one => one.OwnerId == owner).OrderByDescending(one => one.CreatedAt).FirstAsync(TestContext.Current.CancellationToken);
        return $"{assistant.Address}/s/{share.Token}";
    }

    private static async Task Sees(IPage page, string address)
    {
        Assert.Equal(200, (await page.GotoAsync(address))!.Status);
        await Assertions.Expect(page.Locator("article[data-role=assistant] [data-part=body] strong")).ToHaveTextAsync("slowly");
        await Assertions.Expect(page.Locator(".shared-head")).ToContainTextAsync("Shared by Ann");
    }

    private static async Task SeesNothing(IPage page, string address)
    {
        Assert.Equal(404, (await page.GotoAsync(address))!.Status);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Nothing here");
        await Assertions.Expect(page.Locator("body")).Not.ToContainTextAsync("rice");
    }
}
