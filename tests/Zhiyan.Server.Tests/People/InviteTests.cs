using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using System.Net;
using System.Text.RegularExpressions;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.People;

public sealed partial class InviteTests
{
    [Fact]
    public async Task A_link_lets_one_person_in()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = new Browser(server);
        using var eve = new Browser(server);
        var link = await ann.MakeInvite();
        var form = await eve.Page(link);

        var joined = await bob.Send(link, ("name", "Bob"), ("password", Browser.Password));
        var late = await eve.SendTo("/sign-in", link, ("name", "Eve"), ("password", Browser.Password));

        Assert.Contains("<form", form, StringComparison.Ordinal);
        Assert.Equal(("/", $"{link}?problem=linkInvalid"), (joined, late));
        Assert.True(await bob.IsSignedIn());
        Assert.False(await eve.IsSignedIn());
        Assert.Equal(HttpStatusCode.Forbidden, await bob.Status("/admin"));
    }

    [Fact]
    public async Task A_taken_name_does_not_use_the_link_up()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = new Browser(server);
        var link = await ann.MakeInvite("Admin");

        var taken = await bob.Send(link, ("name", "ANN"), ("password", Browser.Password));
        var weak = await bob.Send(link, ("name", "Bob"), ("password", "short"));
        var joined = await bob.Send(link, ("name", "Bob"), ("password", Browser.Password));

        Assert.Equal(($"{link}?problem=nameTaken", $"{link}?problem=passwordTooShort", "/"), (taken, weak, joined));
        Assert.Equal(HttpStatusCode.OK, await bob.Status("/admin"));
    }

    [Fact]
    public async Task A_link_ends_when_it_is_revoked_or_its_time_is_over()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = new Browser(server);
        var revoked = await ann.MakeInvite();
        await ann.SendTo("/admin/people", RevokeForm().Match(await ann.Page("/admin/people")).Groups[1].Value);
        var old = await ann.MakeInvite();
        await using (var context = server.Server.Services.GetRequiredService<StoreFactory>().Open())
            await context.Invites.ExecuteUpdateAsync(set => set.SetProperty(invite => invite.ExpiresAt, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-1)));

        foreach (var link in new[] { revoked, old, "/invite/made-up" })
        {
            var target = await bob.SendTo("/sign-in", link, ("name", "Bob"), ("password", Browser.Password));
            Assert.Equal($"{link}?problem=linkInvalid", target);
            Assert.DoesNotContain("name=\"password\"", await bob.Page(link), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_has_no_password_invites_nobody_or_could_not_come_in_again()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var owner = new Browser(server);

        var page = await owner.Submit("/admin/people", "invite", ("Wish.Role", "Member"), ("Wish.Days", "1"));

        Assert.Contains("Set a password for yourself first", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/invite/", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_link_sets_a_password_once_and_ends_all_sessions()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = await ann.Invite(server, "Bob");
        using var bobsPhone = new Browser(server);
        var forms = ResetForm().Matches(await ann.Page("/admin/people")).Select(form => form.Groups[1].Value).ToList();
        var link = ResetPath().Match(await ann.Submit("/admin/people", forms[1])).Value;

        var reset = await bobsPhone.Send(link, ("password", "another password"));
        var again = await bob.SendTo("/sign-in", link, ("password", "a third password"));

        Assert.Equal(("/", true), (reset, again?.EndsWith("problem=linkInvalid", StringComparison.Ordinal)));
        Assert.True(await bobsPhone.IsSignedIn());
        Assert.False(await bob.IsSignedIn());
        Assert.Equal("/", await bob.Send("/sign-in", ("name", "Bob"), ("password", "another password")));
    }

    [GeneratedRegex("action=\"(/admin/invites/[0-9a-f-]{36}/revoke)\"")]
    private static partial Regex RevokeForm();

    [GeneratedRegex("value=\"(reset-[0-9a-f-]{36})\"")]
    private static partial Regex ResetForm();

    [GeneratedRegex("/reset/[0-9a-f-]{36}/[\\w-]+")]
    private static partial Regex ResetPath();
}
