using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Zhiyan.Server.Tests.Security;

/// <summary>What no page of ours sends: every endpoint tells that it is wrong, and none fails.</summary>
public sealed class MalformedInputTests
{
    private const int Deep = 10_000;
    private const int Long = 1_100_000;

    [Fact]
    public async Task Json_that_cannot_be_is_refused_and_breaks_nothing()
    {
        await using var household = await Household.Start();
        var faults = new List<string>();
        var tried = 0;

        foreach (var endpoint in Endpoints.Of(household.Server).Where(endpoint => endpoint.Body?.Kind == BodyKind.Json))
        {
            var sample = endpoint.Text(household.Things);
            foreach (var (what, bytes, isRefused) in Wrong(sample))
            {
                tried++;
                var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                var answer = await Guest.Read(await household.Ann.Send(new HttpMethod(endpoint.Method), endpoint.Path(household.Things), content, key: household.Key));
                if (answer.Status is >= 500 and not 503 or 429 || isRefused && answer.Status < 400) faults.Add($"{endpoint.Name}, {what}: {answer.Status} {Start(answer.Body)}");
            }
        }

        Assert.InRange(tried, 400, int.MaxValue);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Forms_that_cannot_be_are_refused_and_break_nothing()
    {
        await using var household = await Household.Start();
        var faults = new List<string>();

        foreach (var endpoint in Endpoints.Of(household.Server).Where(endpoint => endpoint is { Body.Kind: BodyKind.Form, Pattern: not "/sign-out" and not "/settings/account/password" }))
        {
            var sample = endpoint.Text(household.Things);
            foreach (var (what, body) in WrongForms(sample))
            {
                var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") } };
                var answer = await Guest.Read(await household.Ann.Send(new HttpMethod(endpoint.Method), endpoint.Path(household.Things), content, accept: "text/html"));
                if (answer.Status is >= 500 or 429) faults.Add($"{endpoint.Name}, {what}: {answer.Status} {Start(answer.Body)}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Addresses_that_cannot_be_are_refused_and_break_nothing()
    {
        await using var household = await Household.Start();
        var faults = new List<string>();
        string[] names = ["q", "tag", "before", "current", "size", "folder", "archived", "offset", "zone", "after", "until", "role", "format", "name", "page", "days", "temporary", "problem", "done", "next", "language"];
        string[] values = ["%00", "%ff%fe", "%ed%a0%80", "-1", "99999999999999999999", new string('x', 200)];

        foreach (var endpoint in Endpoints.Of(household.Server).Where(endpoint => endpoint is { Method: "GET", IsStream: false } && !endpoint.Pattern.StartsWith("/docs", StringComparison.Ordinal)))
        {
            foreach (var value in values)
            {
                var path = endpoint.Path(household.Things);
                var query = string.Join('&', names.Select(name => $"{name}={value}"));
                var answer = await Guest.Read(await household.Ann.Send(HttpMethod.Get, path.Contains('?') ? path : $"{path}?{query}", accept: "text/html", key: household.Key));
                if (answer.Status is >= 500 or 429) faults.Add($"{path}?{Start(query)}: {answer.Status} {Start(answer.Body)}");
            }
        }
        // One at a time as well: the first that is refused hides the others.
        foreach (var path in new[] { "/api/search", "/fragments/search", "/fragments/chats", "/search", "/archive", "/admin/audit", "/api/chats", $"/api/chats/{household.Things["chat"]}/export" })
            foreach (var query in names.SelectMany(name => values.Select(value => $"{name}={value}")))
            {
                var answer = await Guest.Read(await household.Ann.Send(HttpMethod.Get, $"{path}?{query}", accept: "text/html"));
                if (answer.Status is >= 500) faults.Add($"{path}?{Start(query)}: {answer.Status} {Start(answer.Body)}");
            }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Bodies_of_another_kind_are_refused()
    {
        await using var household = await Household.Start();
        var faults = new List<string>();
        (string Type, string Body)[] kinds = [("application/xml", "<a/>"), ("text/plain", "{}"), ("multipart/form-data; boundary=x", "--x\r\n"), ("application/x-www-form-urlencoded", "%")];

        foreach (var endpoint in Endpoints.Of(household.Server).Where(endpoint => endpoint.Body?.Kind == BodyKind.Json))
        foreach (var (type, body) in kinds)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
            var answer = await Guest.Read(await household.Ann.Send(new HttpMethod(endpoint.Method), endpoint.Path(household.Things), content, key: household.Key));
            if (answer.Status is < 400 or >= 500) faults.Add($"{endpoint.Name}: {answer.Status} {Start(answer.Body)}");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static IEnumerable<(string What, byte[] Body, bool IsRefused)> Wrong(string sample)
    {
        foreach (var whole in new[] { "", "null", "[]", "1", "\"x\"", "{", "{}x", "\uFEFF" }) yield return ($"the body '{whole}'", Encoding.UTF8.GetBytes(whole), true);
        var fields = JsonNode.Parse(sample)!.AsObject().Select(field => field.Key).ToList();
        foreach (var field in fields)
        {
            yield return ($"{field} {Deep} deep", With(field, new string('[', Deep) + new string(']', Deep)), true);
            yield return ($"{field} no UTF-8", [.. Cut(field).Before, (byte)'"', (byte)'a', 0xFF, 0xC0, (byte)'"', .. Cut(field).After], true);
            yield return ($"{field} half a pair", With(field, "\"a\\ud800\""), true);
            foreach (var value in new[] { "null", "[]", "[null]", "{}", "-1", "1e400", "true", "\"\"", "\"a\\u0000b\"", "[\"a\\u0000b\"]" }) yield return ($"{field} {value}", With(field, value), false);
            yield return ($"{field} {Long} long", With(field, $"\"{new string('x', Long)}\""), false);
        }

        byte[] With(string field, string value) => [.. Cut(field).Before, .. Encoding.UTF8.GetBytes(value), .. Cut(field).After];

        (byte[] Before, byte[] After) Cut(string field)
        {
            var changed = JsonNode.Parse(sample)!.AsObject();
            changed[field] = "<here>";
            var parts = changed.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Split("\"<here>\"");
            return (Encoding.UTF8.GetBytes(parts[0]), Encoding.UTF8.GetBytes(parts[1]));
        }
    }

    private static IEnumerable<(string What, byte[] Body)> WrongForms(string sample)
    {
        yield return ("nothing", []);
        yield return ("no form", "%%%=&&&=%zz"u8.ToArray());
        yield return ("3,000 fields", Encoding.UTF8.GetBytes(string.Join('&', Enumerable.Range(0, 3_000).Select(number => $"f{number}=x"))));
        foreach (var pair in sample.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => !pair.StartsWith("_handler", StringComparison.Ordinal)))
        {
            var name = pair.Split('=')[0];
            var rest = string.Join('&', sample.Split('&').Where(other => other != pair));
            foreach (var (what, value) in new[] { ("missing", null), ("U+0000", "a%00b"), ("no UTF-8", "a%ff%c0"), ("half a pair", "%ed%a0%80"), ($"{Long} long", new string('x', Long)) })
                yield return ($"{name} {what}", Encoding.UTF8.GetBytes(value is null ? rest : $"{rest}&{name}={value}"));
        }
    }

    private static string Start(string text) => text.Length > 300 ? text[..300] : text;
}
