using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Organise;
using Zhiyan.EndToEnd.Tests.People;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.Organise;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;
using Zhiyan.Server.Sharing;
using Zhiyan.Server.Store;

namespace Zhiyan.EndToEnd.Tests.Accessibility;

/// <summary>Two servers with something on every page: one that several people use, and one at its first run.</summary>
public sealed class Rooms : IAsyncLifetime
{
    private Assistant? lived;
    private Assistant? bare;

    /// <summary>Address of the server that people use, under which each page is.</summary>
    public string Address => lived!.Address;

    public string BareAddress => bare!.Address;

    /// <summary>Every page that whoever is signed in as an admin sees.</summary>
    public IReadOnlyList<string> Inner { get; private set; } = [];

    /// <summary>Every page of the used server that is for anybody.</summary>
    public IReadOnlyList<string> Outer { get; private set; } = [];

    /// <summary>The steps of the first run that can be seen before it is gone through.</summary>
    public IReadOnlyList<string> First { get; } = ["/welcome", "/welcome/name"];

    public async ValueTask InitializeAsync()
    {
        lived = await Arriving.Reachable();
        bare = await Arriving.Reachable();
        var services = lived.Running.Server.Services;
        services.GetRequiredService<FirstRun>().Use(lived.Running.Server.SetupCode!);
        await services.GetRequiredService<FirstRun>().Finish();
        var (ann, bob) = (await Make("Ann", Role.Admin), await Make("Bob", Role.Member));

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var rich = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "documents", "answer.md"));
        var chat = await lived.WriteFor(ann.Id, "Rich 丰富", now, "Show everything", rich);
        await lived.WriteVersion(chat, rich + "\n\nAgain.");
        var archived = await lived.WriteFor(ann.Id, "Old", now.AddDays(-40), "a", "b");
        var deleted = await lived.WriteFor(ann.Id, "Gone", now.AddDays(-3), "a", "b");
        var filed = await lived.WriteFor(ann.Id, "Filed", now.AddDays(-1), "a", "b");
        var bulk = services.GetRequiredService<BulkChange>();
        var folder = await services.GetRequiredService<Folders>().Create(ann.Id, "Garden");
        await bulk.Run(ann.Id, new BulkWish([archived], "archive"));
        await bulk.Run(ann.Id, new BulkWish([deleted], "delete"));
        await bulk.Run(ann.Id, new BulkWish([filed], "move", Folder: folder.Id));
        await bulk.Run(ann.Id, new BulkWish([chat], "tag", Tag: "tagged"));
        await services.GetRequiredService<SavedPrompts>().Create(ann.Id, "short", "Answer in one line.");
        await services.GetRequiredService<PersonKeys>().Make(ann.Id, "Editor");
        var share = await services.GetRequiredService<Shares>().Create(ann.Id, chat, new ShareWish("link", ExpiresAt: TimeProvider.System.GetUtcNow().AddDays(7)));
        services.GetRequiredService<UsageLog>().Note(new UsageEntry { PersonId = ann.Id, Model = "scripted", At = now, PromptTokens = 100, CachedTokens = 40, CompletionTokens = 50, Milliseconds = 900 });

        var (shelf, reader) = (services.GetRequiredService<Shelf>(), new LibraryReader(ann.Id, IsAdmin: true));
        var library = await shelf.Create(reader, "Papers");
        await shelf.Add(reader, "Papers", "river.txt", new MemoryStream("Rivers\n\nThe river is long.\n"u8.ToArray()), CancellationToken.None);
        await shelf.Add(reader, "Papers", "old.rar", new MemoryStream("Rar!\u001A\u0007\0"u8.ToArray()), CancellationToken.None);
        while (library.Contents.Count < 2) await Task.Delay(25);

        Inner =
        [
            "/", "/?temporary", $"/c/{chat}", $"/c/{Guid.Empty}", "/search?q=everything", "/search?q=zzzz", "/archive",
            "/settings?done=saved", "/settings/account?problem=wrongPassword", "/settings/prompts", "/settings/keys", "/settings/usage", "/settings/data",
            "/libraries", "/libraries/Papers", "/libraries/Papers/documents", "/libraries/Papers/search?q=river", "/libraries/Papers/settings", $"/libraries/Papers/documents/{library.Contents.First(one => one.Path == "river.txt").Id}?start=8&end=17", "/libraries/none",
            "/admin", "/admin/people", $"/admin/people/{bob.Id}/delete", "/admin/models", "/admin/models/new", "/admin/usage", "/admin/audit",
            "/welcome/model", "/welcome/ready", "/nothing-here",
        ];
        Outer = ["/sign-in?problem=wrongPassword", $"/invite/{await Invite(ann)}", "/invite/wrong", $"/reset/{bob.Id}/wrong", share.Address, "/s/wrong", "/offline"];

        async Task<Person> Make(string name, Role role)
        {
            await using var scope = services.CreateAsyncScope();
            var (person, problem) = await scope.ServiceProvider.GetRequiredService<Accounts>().Make(name, Arriving.Password, role);
            return person ?? throw new InvalidOperationException($"{name} could not be made: {problem}");
        }

        async Task<string> Invite(Person person)
        {
            await using var scope = services.CreateAsyncScope();
            var http = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = scope.ServiceProvider, User = LocalOwner.Principal(person, Sessions.Scheme) };
            return (await scope.ServiceProvider.GetRequiredService<Invites>().Make(http, Role.Member, 7)).Token!;
        }
    }

    /// <summary>A page of Ann's, who is signed in, in a language.</summary>
    internal async Task<BrowserPage> SignedIn(Browser browser, BrowserNewContextOptions options)
    {
        var opened = await browser.Open(options);
        await opened.Page.GotoAsync(Address + "/sign-in");
        await opened.Page.Locator("[name=name]").FillAsync("Ann");
        await opened.Page.Locator("[name=password]").FillAsync(Arriving.Password);
        await opened.Page.Locator("main [type=submit]").ClickAsync();
        await opened.Page.WaitForURLAsync(Address + "/");
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        if (lived is not null) await lived.DisposeAsync();
        if (bare is not null) await bare.DisposeAsync();
    }
}
