using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Zhiyan.Server.Files;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;
using Zhiyan.Server.Tests.People;

namespace Zhiyan.Server.Tests.Security;

public sealed class LimitsTests
{
    [Fact]
    public async Task A_setup_code_can_be_tried_so_often_only()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var browser = new Browser(server);

        var targets = new List<string?>();
        for (var attempt = 0; attempt <= SignInLimits.ForName; attempt++) targets.Add(await browser.Send("/welcome/name", ("code", $"GUESS{attempt}"), ("name", "Mallory"), ("password", Browser.Password)));
        var withCode = await browser.Send("/welcome/name", ("code", server.Server.SetupCode!), ("name", "Mallory"), ("password", Browser.Password));

        Assert.All(targets.SkipLast(1), target => Assert.EndsWith("problem=codeWrong", target, StringComparison.Ordinal));
        Assert.EndsWith("problem=tooManyTries", targets[^1], StringComparison.Ordinal);
        Assert.EndsWith("problem=tooManyTries", withCode, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invitations_can_be_guessed_so_often_only()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var browser = new Browser(server);

        var targets = new List<string?>();
        for (var attempt = 0; attempt <= SignInLimits.ForAddress; attempt++) targets.Add(await browser.SendTo("/offline", $"/invite/guess{attempt}", ("name", "Mallory"), ("password", Browser.Password)));

        Assert.EndsWith("problem=linkInvalid", targets[0], StringComparison.Ordinal);
        Assert.EndsWith("problem=tooManyTries", targets[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_come_so_fast_only()
    {
        await using var household = await Household.Start();

        var statuses = new List<int>();
        for (var number = 0; number < 4 * UploadLimits.Burst && !statuses.Contains(429); number++)
            statuses.Add((await Guest.Read(await household.Bob.Send(HttpMethod.Post, $"/api/files?name={number}.txt", new StringContent("x")))).Status);
        var cy = await Guest.Read(await household.Cy.Send(HttpMethod.Post, "/api/files?name=1.txt", new StringContent("x")));
        var bob = await Guest.Read(await household.Bob.Send(HttpMethod.Get, "/api/me"));

        Assert.InRange(statuses.Count, UploadLimits.Burst, 4 * UploadLimits.Burst);
        Assert.Equal(429, statuses[^1]);
        Assert.Equal((201, 200), (cy.Status, bob.Status));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:aaaa::1", "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2:bbbb::2", "2001:db8:1:2::")]
    public void Addresses_that_one_subscriber_has_count_as_one(string address, string peer)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);

        Assert.Equal(peer, Peer.Of(http));
    }

    [Fact]
    public async Task An_upload_is_what_is_in_it_and_never_runs()
    {
        await using var household = await Household.Start();
        (string Name, string Content, string Kept, string Shown)[] uploads =
        [
            ("a.xml", "<svg onload=alert(1)>", "text/plain", "attachment"),
            ("a.html", "<script>alert(1)</script>", "text/plain", "attachment"),
            ("a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain", "attachment"),
            ("a.txt", "\u0089PNG\r\n\u001a\n<script>alert(1)</script>", "image/png", "inline"),
        ];

        foreach (var (name, content, kept, shown) in uploads)
        {
            var upload = new ByteArrayContent(Encoding.Latin1.GetBytes(content)) { Headers = { ContentType = new("text/html") } };
            var added = await Guest.Read(await household.Bob.Send(HttpMethod.Post, $"/api/files?name={name}", upload));
            var file = System.Text.Json.Nodes.JsonNode.Parse(added.Body)!;
            var given = await Guest.Read(await household.Bob.Send(HttpMethod.Get, $"/files/{file["id"]}"));

            Assert.Equal((name, kept), (name, (string)file["media_type"]!));
            Assert.Contains($"Content-Disposition: {shown}", given.Headers, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'; sandbox", given.Headers, StringComparison.Ordinal);
            Assert.Contains("X-Content-Type-Options: nosniff", given.Headers, StringComparison.Ordinal);
            Assert.DoesNotContain("text/html", given.Headers, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_upload_beyond_the_limit_and_an_empty_one_are_refused()
    {
        await using var household = await Household.Start();

        var large = await Guest.Read(await household.Bob.Send(HttpMethod.Post, "/api/files?name=a", new ByteArrayContent(new byte[FileStore.MaxBytes + 1])));
        var empty = await Guest.Read(await household.Bob.Send(HttpMethod.Post, "/api/files?name=a", new ByteArrayContent([])));

        Assert.Equal((413, 400), (large.Status, empty.Status));
    }
}
