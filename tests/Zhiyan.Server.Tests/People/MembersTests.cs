using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.People;

public sealed class MembersTests
{
    [Fact]
    public async Task The_last_admin_stays()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = await ann.Invite(server, "Bob");
        var id = await Id(server, "Ann");

        var demoted = await ann.SendTo("/admin/people", $"/admin/people/{id}/role", ("role", "Member"));
        var disabled = await ann.SendTo("/admin/people", $"/admin/people/{id}/disable");
        var deleted = await ann.SendTo("/admin/people", $"/admin/people/{id}/delete");

        Assert.All([demoted, disabled, deleted], target => Assert.Equal("/admin/people?problem=lastAdmin", target));
        await ann.Page("/admin");
    }

    [Fact]
    public async Task A_role_holds_at_once()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = await ann.Invite(server, "Bob");
        var before = await bob.Status("/admin");

        await ann.SendTo("/admin/people", $"/admin/people/{await Id(server, "Bob")}/role", ("role", "Admin"));
        var asAdmin = await bob.Status("/admin");
        await bob.SendTo("/admin/people", $"/admin/people/{await Id(server, "Ann")}/role", ("role", "Member"));

        Assert.Equal((System.Net.HttpStatusCode.Forbidden, System.Net.HttpStatusCode.OK), (before, asAdmin));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, await ann.Status("/admin"));
    }

    [Fact]
    public async Task Who_is_disabled_is_out_and_stays_out_until_enabled()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = await ann.Invite(server, "Bob");
        var id = await Id(server, "Bob");

        await ann.SendTo("/admin/people", $"/admin/people/{id}/disable");
        var isIn = await bob.IsSignedIn();
        var refused = await bob.Send("/sign-in", ("name", "Bob"), ("password", Browser.Password));
        await ann.SendTo("/admin/people", $"/admin/people/{id}/enable");
        var allowed = await bob.Send("/sign-in", ("name", "Bob"), ("password", Browser.Password));

        Assert.Equal((false, "/sign-in?next=%2F&problem=wrongPassword", "/"), (isIn, refused, allowed));
    }

    [Fact]
    public async Task Deleting_somebody_takes_along_what_is_theirs_and_nothing_else()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = await ann.Invite(server, "Bob");
        var store = server.Server.Services.GetRequiredService<StoreFactory>();
        var (annId, bobId) = (await Id(server, "Ann"), await Id(server, "Bob"));
        await using (var context = store.Open())
        {
            foreach (var owner in new[] { annId, bobId })
            {
                var chat = new Chat { Id = Guid.NewGuid(), OwnerId = owner };
                context.Chats.Add(chat);
                context.Messages.Add(new Message { Id = Guid.NewGuid(), ChatId = chat.Id, Text = "hello" });
                context.Folders.Add(new Folder { Id = Guid.NewGuid(), OwnerId = owner });
                context.Files.Add(new StoredFile { Id = Guid.NewGuid(), OwnerId = owner, Hash = "00" });
            }
            await context.SaveChangesAsync();
        }
        var question = await ann.Page($"/admin/people/{bobId}/delete");

        var target = await ann.SendTo("/admin/people", $"/admin/people/{bobId}/delete");

        Assert.Contains("Delete Bob?", question, StringComparison.Ordinal);
        Assert.Equal("/admin/people?done=deleted", target);
        Assert.False(await bob.IsSignedIn());
        await using var after = store.Open();
        Assert.Equal([annId], await after.Chats.Select(chat => chat.OwnerId).ToListAsync());
        Assert.Equal([annId], await after.Folders.Select(folder => folder.OwnerId).ToListAsync());
        Assert.Equal([annId], await after.Files.Select(file => file.OwnerId).ToListAsync());
        Assert.Equal(1, await after.Messages.CountAsync());
    }

    [Fact]
    public async Task What_happened_is_in_the_audit_log_with_who_did_it()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = await ann.Invite(server, "Bob");
        await bob.Send("/sign-in", ("name", "Ann"), ("password", "my secret, in the wrong field"));
        await ann.SendTo("/admin/people", $"/admin/people/{await Id(server, "Bob")}/disable");

        var page = await ann.Page("/admin/audit");

        Assert.Contains("Set up the server", page, StringComparison.Ordinal);
        Assert.Contains("Invited somebody", page, StringComparison.Ordinal);
        Assert.Contains("Joined by invitation", page, StringComparison.Ordinal);
        Assert.Contains("Sign-in failed", page, StringComparison.Ordinal);
        Assert.Matches("<td>Ann</td><td>Disabled</td><td>Bob</td>", page);
        Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
    }

    private static async Task<Guid> Id(RunningServer server, string name)
    {
        await using var context = server.Server.Services.GetRequiredService<StoreFactory>().Open();
        return await context.Users.Where(person => person.UserName == name).Select(person => person.Id).SingleAsync();
    }
}
