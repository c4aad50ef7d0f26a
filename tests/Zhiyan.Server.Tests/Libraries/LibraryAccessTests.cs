using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Libraries;
using Zhiyan.Server.People;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.Libraries;

public sealed class LibraryAccessTests
{
    [Fact]
    public async Task A_library_is_for_whom_its_owner_says_and_nobody_else_changes_it()
    {
        await using var rig = await LibraryRig.Start(isReachable: true);
        var ann = await rig.Person("Ann", Role.Admin);
        var (bob, cy) = (await rig.Person("Bob"), await rig.Person("Cy"));
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "papers" }, bob.Key);
        await rig.Put("papers", "a.txt", "The river is long.", bob.Key);
        await rig.Settled("papers", documents: 1, bob.Key);
        var owner = new LibraryReader(bob.Id, false);

        var whilePrivate = (await Sees(rig, ann.Key), await Sees(rig, cy.Key));
        await rig.Shelf.Share(owner, "papers", LibraryAudience.People, ["cy"]);
        var whileNamed = (await Sees(rig, ann.Key), await Sees(rig, cy.Key));
        await rig.Shelf.Share(owner, "papers", LibraryAudience.Everyone, []);
        var whileOpen = (await Sees(rig, ann.Key), await Sees(rig, cy.Key));
        var changes = new[]
        {
            (await rig.Put("papers", "b.txt", "x", cy.Key)).Status, (await rig.Send(HttpMethod.Delete, "/v1/libraries/papers", key: cy.Key)).Status, (await rig.Send(HttpMethod.Post, "/v1/libraries/papers/sync", key: ann.Key)).Status,
        };
        var (taken, _) = await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "papers" }, cy.Key);
        var (nobody, _) = await rig.Send(HttpMethod.Get, "/v1/libraries");

        Assert.Equal((false, false), whilePrivate);
        Assert.Equal((false, true), whileNamed);
        Assert.Equal((true, true), whileOpen);
        Assert.All(changes, status => Assert.Equal(HttpStatusCode.Forbidden, status));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Unauthorized), (taken, nobody));
        Assert.Equal(["a.txt"], Directory.GetFiles(Path.Combine(rig.Folder, "libraries", "1", "files")).Select(file => Path.GetFileName(file)));
    }

    [Fact]
    public async Task Only_whoever_runs_the_server_takes_in_its_folders_and_never_its_data()
    {
        await using var rig = await LibraryRig.Start();
        var folder = Directory.CreateTempSubdirectory("zhiyan-papers");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.txt"), "The river is long.");
        var (person, admin) = (new LibraryReader(Guid.NewGuid(), false), new LibraryReader(null, true));
        await rig.Shelf.Create(person, "mine");
        var made = await rig.Shelf.Create(admin, "papers");

        var faults = new[] { (person, "mine", folder.FullName), (admin, "papers", rig.Folder), (admin, "papers", Path.GetTempPath()), (admin, "papers", Path.Combine(rig.Folder, "secrets")), (admin, "papers", "papers"), (admin, "mine", folder.FullName) }
            .Select(wish => Assert.Throws<ApiException>(() => rig.Shelf.TakeIn(wish.Item1, wish.Item2, wish.Item3)).Error.Code).ToList();
        rig.Shelf.TakeIn(admin, "papers", folder.FullName);
        for (var tries = 0; made.Contents.Count == 0 && tries < 400; tries++) await Task.Delay(25, TestContext.Current.CancellationToken);
        folder.Delete(recursive: true);

        Assert.Equal(["admin_only", "place_own", "place_own", "place_own", "place_missing", "library_not_found"], faults);
        Assert.Equal("a.txt", Assert.Single(made.Contents).Path);
    }

    [Fact]
    public async Task What_somebody_had_goes_with_them()
    {
        await using var rig = await LibraryRig.Start(isReachable: true);
        var (ann, bob) = (await rig.Person("Ann", Role.Admin), await rig.Person("Bob"));
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "bob's" }, bob.Key);
        await rig.Put("bob's", "a.txt", "The river is long.", bob.Key);
        await rig.Send(HttpMethod.Post, "/v1/libraries", new { name = "ann's" }, ann.Key);
        await rig.Shelf.Share(new LibraryReader(ann.Id, true), "ann's", LibraryAudience.People, ["Bob"]);

        await rig.Running.Server.Services.GetRequiredService<Members>().Delete(bob.Id);

        var left = Assert.Single(rig.Shelf.List(new LibraryReader(ann.Id, true)));
        Assert.Equal("ann's", left.Name);
        Assert.Empty(left.Settings.People);
        Assert.Null(rig.Shelf.TryFind(new LibraryReader(bob.Id, false), "bob's"));
        Assert.False(Directory.Exists(Path.Combine(rig.Folder, "libraries", "1")));
    }

    /// <summary>Whether somebody finds the library, its documents and what they say; or none of it.</summary>
    private static async Task<bool> Sees(LibraryRig rig, string key)
    {
        var (_, all) = await rig.Send(HttpMethod.Get, "/v1/libraries", key: key);
        var statuses = new[]
        {
            (await rig.Send(HttpMethod.Get, "/v1/libraries/papers", key: key)).Status,
            (await rig.Send(HttpMethod.Get, "/v1/libraries/papers/documents", key: key)).Status,
            (await rig.Send(HttpMethod.Get, "/v1/libraries/papers/documents/1/text", key: key)).Status,
            (await rig.Send(HttpMethod.Post, "/v1/libraries/papers/search", new { query = "river" }, key)).Status,
        };
        var isListed = all["data"]!.AsArray().Any(library => (string)library!["name"]! == "papers");
        Assert.All(statuses, status => Assert.Equal(isListed ? HttpStatusCode.OK : HttpStatusCode.NotFound, status));
        return isListed;
    }
}
