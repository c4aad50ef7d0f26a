using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Zhiyan.Server.Tests.People;

/// <summary>Walks every endpoint there is, so that a new one is held to the same rules without a line here.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Nobody_gets_in_anywhere_that_is_not_for_everybody()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var nobody = new Browser(server);

        var routes = Routes(server, endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);

        Assert.InRange(routes.Count, 60, int.MaxValue);
        foreach (var (method, path) in routes)
        {
            using var response = await nobody.Send(method, path);
            var isRefused = response.StatusCode == HttpStatusCode.Unauthorized
                || response.StatusCode == HttpStatusCode.SeeOther && response.Headers.Location!.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal);
            Assert.True(isRefused, $"{method} {path} answered nobody with {(int)response.StatusCode} {response.Headers.Location}");
        }
    }

    [Fact]
    public async Task What_is_for_everybody_is_no_more_than_this()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        string[] known = ["/appearance", "/docs", "/frame", "/health", "/invite", "/offline", "/openapi", "/reset", "/s", "/share-target", "/sign-in", "/state", "/welcome"];

        var routes = Routes(server, endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);

        Assert.Equal(known, routes.Select(route => "/" + route.Path.Split('/')[1]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_member_is_refused_on_every_route_of_the_administration()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);
        using var bob = await ann.Invite(server, "Bob");

        var routes = Routes(server, endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("admin", StringComparison.Ordinal));

        Assert.InRange(routes.Count, 12, int.MaxValue);
        foreach (var (method, path) in routes)
        {
            using var response = await bob.Send(method, path);
            Assert.Equal((method, path, HttpStatusCode.Forbidden), (method, path, response.StatusCode));
        }
    }

    [Theory]
    [InlineData("/settings"), InlineData("/settings/account"), InlineData("/settings/keys"), InlineData("/settings/usage")]
    [InlineData("/admin"), InlineData("/admin/people"), InlineData("/admin/models"), InlineData("/admin/models/new"), InlineData("/admin/usage"), InlineData("/admin/audit")]
    public async Task Every_page_opens_for_an_admin_in_both_languages(string path)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var ann = await Browser.SetUp(server);

        var english = await ann.Page($"{path}?language=en");
        var chinese = await ann.Page($"{path}?language=zh");

        Assert.Contains("lang=\"en\"", english, StringComparison.Ordinal);
        Assert.Contains("lang=\"zh-Hans\"", chinese, StringComparison.Ordinal);
    }

    private static List<(HttpMethod Method, string Path)> Routes(RunningServer server, Func<RouteEndpoint, bool> which) =>
    [
        .. server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(which).SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).DefaultIfEmpty("GET").Select(method => (new HttpMethod(method), PathOf(endpoint.RoutePattern)))),
    ];

    private static string PathOf(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => parameter.ParameterPolicies.Any(policy => policy.Content == "guid") ? Guid.Empty.ToString() : "1",
        _ => throw new InvalidOperationException($"no path is known for {part}."),
    }))));
}
