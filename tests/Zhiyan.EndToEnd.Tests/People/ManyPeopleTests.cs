using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.EndToEnd.Tests.Organise;
using Zhiyan.Inference;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.People;

public sealed class ManyPeopleTests(Browser browser)
{
    [Fact]
    public async Task The_first_visitor_needs_the_code_and_invites_others_who_have_roles()
    {
        await using var assistant = await Arriving.Reachable();
        await using var stranger = await assistant.Open(browser);
        await stranger.Page.Button("Continue").ClickAsync();
        await stranger.Page.GetByLabel("Setup code").FillAsync("AAAABBBBCCCC");
        await stranger.Page.GetByLabel("Name").FillAsync("Eve");
        await stranger.Page.GetByLabel("Password").FillAsync(Arriving.Password);
        await stranger.Page.Button("Continue").ClickAsync();
        await Assertions.Expect(stranger.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The setup code is wrong.");

        await using var ann = await assistant.SetUp(browser, "Ann");
        Assert.False(await ann.Page.EvaluateAsync<bool>("isSecureContext"));
        await ann.Page.Say("Good morning");
        await ann.Page.Reaches("done");
        await using var bob = await assistant.Join(browser, ann.Page, "Bob");
        await Assertions.Expect(bob.Page.ChatRow("Good morning")).ToHaveCountAsync(0);
        await bob.Page.Button("Bob").ClickAsync();
        await Assertions.Expect(bob.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Administration" })).ToHaveCountAsync(0);
        Assert.Equal(403, (await bob.Page.GotoAsync(assistant.Address + "/admin"))!.Status);
        await Assertions.Expect(bob.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("This is not open to you");

        await ann.Page.GotoAsync(assistant.Address + "/admin/people");
        await ann.Page.Locator(".list li", new() { HasText = "Bob" }).Button("Make administrator").ClickAsync();
        await Assertions.Expect(ann.Page.Locator(".done")).ToHaveTextAsync("The role is changed.");
        await bob.Page.GotoAsync(assistant.Address + "/");
        await bob.Page.Button("Bob").ClickAsync();
        await bob.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Administration" }).ClickAsync();
        await Assertions.Expect(bob.Page.GetByRole(AriaRole.Heading, new() { Name = "Engine" })).ToBeVisibleAsync();

        await ann.Page.GotoAsync(assistant.Address + "/admin/people");
        await ann.Page.Locator(".list li", new() { HasText = "Bob" }).Button("Disable").ClickAsync();
        await bob.Page.GetByRole(AriaRole.Link, new() { Name = "Usage" }).ClickAsync();
        await Assertions.Expect(bob.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        await stranger.Page.GotoAsync(assistant.Address + "/");
        await Assertions.Expect(stranger.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Empty(ann.Faults());
        Assert.Empty(ann.Violations);
    }

    [Fact]
    public async Task A_browser_whose_session_has_ended_is_out_at_its_next_click()
    {
        await using var assistant = await Arriving.Reachable();
        await using var desk = await assistant.SetUp(browser, "Ann");
        await using var phone = await browser.Open();

        await assistant.SignIn(phone.Page, "Ann", Arriving.Password);
        await Assertions.Expect(phone.Page.Composer()).ToBeVisibleAsync();
        await desk.Page.GotoAsync(assistant.Address + "/settings/account");
        await Assertions.Expect(desk.Page.Locator(".list li", new() { HasText = "This device" })).ToHaveCountAsync(1);
        await desk.Page.Locator(".list li").Button("Sign out").ClickAsync();
        await Assertions.Expect(desk.Page.Locator(".done")).ToHaveTextAsync("Signed out there.");
        await IsOut(phone.Page);

        await assistant.SignIn(phone.Page, "Ann", Arriving.Password);
        await Assertions.Expect(phone.Page.Composer()).ToBeVisibleAsync();
        await desk.Page.GetByLabel("Current password").FillAsync(Arriving.Password);
        await desk.Page.GetByLabel("New password").FillAsync("another long password");
        await desk.Page.Button("Change password").ClickAsync();
        await Assertions.Expect(desk.Page.Locator(".done")).ToHaveTextAsync("The password is changed.");
        await IsOut(phone.Page);
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "General" }).ClickAsync();
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Appearance" })).ToBeVisibleAsync();

        await assistant.SignIn(phone.Page, "Ann", Arriving.Password);
        await Assertions.Expect(phone.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The name or the password is wrong.");
        await assistant.SignIn(phone.Page, "Ann", "another long password");
        await Assertions.Expect(phone.Page.Composer()).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_key_opens_the_API_its_use_is_counted_and_admins_see_everything_but_words()
    {
        var engine = new ScriptedEngine { Told = new EngineState { Threads = 1, Waiting = 3, PromptTokens = 60, CachedTokens = 40 } };
        await using var assistant = await Arriving.Reachable(engine);
        await using var ann = await assistant.SetUp(browser, "Ann");
        await using var bob = await assistant.Join(browser, ann.Page, "Bob");

        await bob.Page.Say("What is a private matter?");
        await bob.Page.Reaches("done");
        await bob.Page.Answers().First.HoverAsync();
        await bob.Page.Answers().First.Button("Bad reply").ClickAsync();
        await bob.Page.Answer("too short by half");
        await Assertions.Expect(bob.Page.Answers().First.Button("Bad reply")).ToHaveAttributeAsync("aria-pressed", "true");
        await bob.Page.GotoAsync(assistant.Address + "/settings/keys");
        await bob.Page.GetByLabel("Name").FillAsync("Editor");
        await bob.Page.Button("Create key").ClickAsync();
        var key = await bob.Page.GetByLabel("Key", new() { Exact = true }).InputValueAsync();
        var answered = await Ask(assistant, key);
        await bob.Page.Button("Revoke Editor").ClickAsync();
        await Assertions.Expect(bob.Page.Locator(".done")).ToHaveTextAsync("The key is revoked.");
        var refused = await Ask(assistant, key);

        await bob.Page.GetByRole(AriaRole.Link, new() { Name = "Usage" }).ClickAsync();
        await Assertions.Expect(bob.Page.GetByRole(AriaRole.Row, new() { Name = "scripted" }).GetByRole(AriaRole.Cell).First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[2-9]$"));
        Assert.NotEqual(0, await bob.Page.Locator(".heatmap rect:not(.heat-0)").CountAsync());
        await ann.Page.GotoAsync(assistant.Address + "/admin");
        var figures = await ann.Page.Locator("main").InnerTextAsync();
        var download = await ann.Page.RunAndWaitForDownloadAsync(() => ann.Page.GetByRole(AriaRole.Link, new() { Name = "Export as JSONL" }).ClickAsync());
        var rated = JsonNode.Parse((await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).Single())!;
        await ann.Page.GetByRole(AriaRole.Link, new() { Name = "Models" }).ClickAsync();
        await Assertions.Expect(ann.Page.Locator(".model-line", new() { HasText = "scripted" })).ToContainTextAsync("Loaded");
        await ann.Page.Locator(".tabs").GetByRole(AriaRole.Link, new() { Name = "Usage" }).ClickAsync();
        await Assertions.Expect(ann.Page.GetByRole(AriaRole.Row, new() { Name = "Bob" })).ToBeVisibleAsync();
        await ann.Page.GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();
        await Assertions.Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Audit log" })).ToBeVisibleAsync();
        var audit = await ann.Page.Locator("main table").InnerTextAsync();

        Assert.Equal(HttpStatusCode.OK, answered);
        Assert.Equal(HttpStatusCode.Unauthorized, refused);
        Assert.Matches(@"Waiting\s+3", figures);
        Assert.Matches(@"Tokens per second now\s+0", figures);
        Assert.Matches(@"Read from cache\s+40\s?%", figures);
        Assert.Equal((-1, "too short by half", "What is a private matter?", "Hello, 世界"), ((int)rated["rating"]!, (string)rated["reason"]!, (string)rated["question"]!, (string)rated["reply"]!));
        Assert.All(new[] { "Set up the server", "Invited somebody", "Joined by invitation", "Created an API key", "Revoked an API key", "Exported ratings" }, action => Assert.Contains(action, audit, StringComparison.Ordinal));
        Assert.DoesNotContain("private matter", audit, StringComparison.Ordinal);
        Assert.Empty(ann.Faults());
        Assert.Empty(bob.Faults());
    }

    private static async Task IsOut(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Archive" }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in*");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    private static async Task<HttpStatusCode> Ask(Assistant assistant, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, assistant.Address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal) + "/v1/chat/completions")
        {
            Content = new StringContent("""{"model":"scripted","messages":[{"role":"user","content":"hi"}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await assistant.Running.Client.SendAsync(request);
        return response.StatusCode;
    }
}
