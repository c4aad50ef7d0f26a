using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Server.Security;

namespace Zhiyan.Server.Tests.Security;

/// <summary>
/// Every endpoint that the server has, with what it is sent. They are read from the server itself, so a new one is held to the same rules; where it takes
/// a body or a part of its address that is not known here, the tests fail until they are told.
/// </summary>
internal static partial class Endpoints
{
    /// <summary>What those that take JSON are sent: chats and the like are written as {chat}.</summary>
    private static readonly Dictionary<string, string> json = new(StringComparer.OrdinalIgnoreCase)
    {
        ["POST /api/chats"] = """{"temporary":false,"folder":"{folder}","settings":{"model":"scripted","instructions":"x","temperature":1}}""",
        ["POST /api/chats/bulk"] = """{"ids":["{chat}"],"action":"tag","tag":"x","folder":"{folder}"}""",
        ["PATCH /api/chats/{chat}"] = """{"title":"taken","draft":"taken","pinned":true,"archived":false,"folder":"{folder}","tags":["taken"],"settings":{"model":"scripted"}}""",
        ["POST /api/chats/{chat}/messages"] = """{"id":"{new}","text":"taken","files":["{file}"],"model":"scripted"}""",
        ["PUT /api/chats/{chat}/messages/{message}"] = """{"text":"taken"}""",
        ["POST /api/chats/{chat}/messages/{message}/versions"] = """{"id":"{new}","text":"taken","files":["{file}"],"model":"scripted"}""",
        ["POST /api/chats/{chat}/messages/{message}/regenerate"] = """{"model":"scripted","length":"longer"}""",
        ["PUT /api/chats/{chat}/messages/{message}/rating"] = """{"rating":1,"reason":"taken"}""",
        ["POST /api/chats/{chat}/shares"] = """{"audience":"people","people":["Cy"],"expires_at":"2099-01-01T00:00:00Z"}""",
        ["PUT /api/shares/{share}"] = """{"audience":"people","people":["Cy"],"expires_at":"2099-01-01T00:00:00Z"}""",
        ["POST /api/folders"] = """{"name":"taken"}""",
        ["PATCH /api/folders/{folder}"] = """{"name":"taken"}""",
        ["POST /api/prompts"] = """{"name":"taken","text":"taken"}""",
        ["PUT /api/prompts/{prompt}"] = """{"name":"taken","text":"taken"}""",
        ["PUT /api/me/preferences"] = """{"language":"en","theme":"dark","answer_language":"English","new_chats":{"model":"scripted"},"shortcuts":{"a":"b"},"favourite_models":["x"]}""",
        ["POST /v1/chat/completions"] = """{"model":"scripted","messages":[{"role":"user","content":"x"}],"stop":["y"],"user":"z"}""",
        ["POST /v1/completions"] = """{"model":"scripted","prompt":"x"}""",
        ["POST /v1/embeddings"] = """{"model":"embedder","input":"x"}""",
        ["POST /v1/rerank"] = """{"model":"scripted","query":"x","documents":["y"]}""",
        ["POST /v1/libraries"] = """{"name":"taken over the API"}""",
        ["POST /v1/libraries/{library}/search"] = """{"query":"x"}""",
        ["POST /v1/libraries/{library}/ask"] = """{"question":"x"}""",
        ["POST /v1/libraries/{library}/recheck"] = """{"claims":[]}""",
        ["POST /v1/libraries/{library}/read"] = """{"document":"{document}","task":"list the headings"}""",
        ["POST /v1/libraries/{library}/read/estimate"] = """{"document":"{document}","task":"list the headings"}""",
        ["POST /v1/libraries/{library}/read/{job}/continue"] = """{"budget":1}""",
        ["POST /fragments/libraries/{library}/ask"] = """{"question":"x"}""",
        ["POST /fragments/libraries/{library}/recheck"] = """{"question":"x","answer":{"claims":[]}}""",
        ["POST /tokenize"] = """{"content":"x"}""",
        ["POST /detokenize"] = """{"tokens":[1]}""",
        ["POST /apply-template"] = """{"messages":[{"role":"user","content":"x"}]}""",
    };

    /// <summary>What the forms of the pages are sent; an empty one goes without fields.</summary>
    private static readonly Dictionary<string, string> forms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["POST /appearance"] = "theme=dark&back=/",
        ["POST /sign-in"] = "name=Nobody&password=guess&next=/",
        ["POST /sign-out"] = "",
        ["POST /invite/{token}"] = "name=Nobody&password=short",
        ["POST /reset/{person}/{code}"] = "password=another+password",
        ["POST /welcome"] = "",
        ["POST /welcome/name"] = "code=guess&name=Nobody&password=another+password",
        ["POST /welcome/model"] = "",
        ["POST /welcome/ready"] = "",
        ["POST /settings"] = "answers=English&enter=breaks",
        ["POST /settings/account/name"] = "name=Somebody",
        ["POST /settings/account/password"] = "current=guess&password=another+password",
        ["POST /settings/account/password/remove"] = "current=guess",
        ["POST /settings/account/sessions/{session}/revoke"] = "",
        ["POST /settings/account/sessions/revoke"] = "",
        ["POST /settings/keys/{key}/revoke"] = "",
        ["POST /settings/keys"] = "_handler=make-key&KeyName=taken",
        ["POST /admin/people"] = "_handler=invite&Wish.Role=Admin&Wish.Days=7",
        ["POST /admin/models/{provider}"] = "_handler=provider&Form.Name=taken&Form.Kind=OpenAi&Form.BaseUrl=http://127.0.0.1:9/v1&Form.Key=taken&Form.Models=x&Form.Act=save",
        ["POST /admin/people/{person}/role"] = "role=Admin",
        ["POST /admin/people/{person}/disable"] = "",
        ["POST /admin/people/{person}/enable"] = "",
        ["POST /admin/people/{person}/delete"] = "",
        ["POST /admin/invites/{invite}/revoke"] = "",
        ["POST /admin/providers/{provider}/delete"] = "",
        ["POST /libraries"] = "name=taken",
        ["POST /libraries/{library}"] = "_handler=ask&Question=x",
        ["POST /libraries/{library}/sync"] = "",
        ["POST /libraries/{library}/reindex"] = "",
        ["POST /libraries/{library}/pause"] = "",
        ["POST /libraries/{library}/resume"] = "",
        ["POST /libraries/{library}/share"] = "audience=everyone",
        ["POST /libraries/{library}/folder"] = "place=/etc",
        ["POST /libraries/{library}/delete"] = "",
        ["POST /libraries/{library}/documents/{document}/delete"] = "",
        ["POST /libraries/{library}/read"] = "kind=list&document={document}&task=list+the+headings",
        ["POST /libraries/{library}/read/{job}/stop"] = "",
        ["POST /libraries/{library}/read/{job}/continue"] = "budget=1",
        ["POST /libraries/{library}/read/{job}/delete"] = "",
        ["POST /share-target"] = "title=taken&text=taken",
    };

    /// <summary>What takes nothing but its address, or bytes.</summary>
    private static readonly HashSet<string> bare = new(StringComparer.OrdinalIgnoreCase)
    {
        "DELETE /api/chats", "DELETE /api/chats/{chat}", "POST /api/chats/{chat}/restore", "DELETE /api/chats/{chat}/queue/{message}", "POST /api/chats/{chat}/stop",
        "DELETE /api/chats/{chat}/messages/{message}", "POST /api/chats/{chat}/messages/{message}/continue", "POST /api/chats/{chat}/messages/{message}/show",
        "POST /api/chats/{chat}/messages/{message}/branch", "DELETE /api/folders/{folder}", "DELETE /api/prompts/{prompt}", "DELETE /api/shares/{share}", "POST /s/{token}/copy",
        "POST /api/import", "POST /api/files", "POST /api/libraries/{library}/files", "POST /v1/libraries/{library}/documents", "POST /v1/libraries/{library}/sync", "DELETE /v1/libraries/{library}",
        "POST /v1/libraries/{library}/reindex", "POST /v1/libraries/{library}/read/{job}/stop", "DELETE /v1/libraries/{library}/read/{job}",
    };

    /// <summary>Parts of addresses that are called otherwise than what they stand for.</summary>
    private static readonly Dictionary<string, string> called = new(StringComparer.OrdinalIgnoreCase)
    {
        ["/files/{id}"] = "file", ["/c/{id}"] = "chat", ["/admin/models/{id}"] = "provider", ["/admin/people/{id}/delete"] = "person", ["/v1/models/{id}"] = "model",
        ["/s/{token}"] = "shared", ["/s/{token}/copy"] = "shared", ["/s/{token}/files/{file}"] = "shared",
    };

    public static IReadOnlyList<Endpoint> Of(ZhiyanServer server) =>
    [
        .. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).DefaultIfEmpty("GET").Select(method => Read(endpoint, method)))
            .DistinctBy(endpoint => endpoint.Name, StringComparer.OrdinalIgnoreCase).OrderBy(endpoint => endpoint.Method == "DELETE" || endpoint.Pattern == "/sign-out"),
    ];

    private static Endpoint Read(RouteEndpoint endpoint, string method)
    {
        var pattern = "/" + Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "{$1}");
        var name = $"{method} {pattern}";
        var body = json.TryGetValue(name, out var text) ? new Body(BodyKind.Json, text)
            : forms.TryGetValue(name, out var form) ? new Body(BodyKind.Form, form)
            : bare.Contains(name) ? new Body(BodyKind.Bytes, "")
            : method is "GET" or "HEAD" ? null
            // A page answers the forms on it at its own address; most have none.
            : endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null ? new Body(BodyKind.Form, "_handler=none")
            : throw new InvalidOperationException($"{name} takes a body; say in {nameof(Endpoints)} which, so that it is tried.");
        return new Endpoint(
            method, pattern, body, endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null, endpoint.Metadata.GetMetadata<OpenToAll>() is not null,
            endpoint.RoutePattern.Parameters.Count > 0, part => called.GetValueOrDefault(pattern, part) is var other && part.Equals("file", StringComparison.OrdinalIgnoreCase) ? "file" : other);
    }

    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex Constraint();
}

internal enum BodyKind
{
    Json,
    Form,
    Bytes,
}

internal sealed record Body(BodyKind Kind, string Text);

/// <param name="IsOpen">For anybody.</param>
/// <param name="IsOfPages">It knows the visitor by a session rather than by a key.</param>
/// <param name="Means">What a part of the address stands for.</param>
internal sealed partial record Endpoint(string Method, string Pattern, Body? Body, bool IsOpen, bool IsOfPages, bool HasParts, Func<string, string> Means)
{
    public string Name => $"{Method} {Pattern}";

    public bool Changes => Method is not ("GET" or "HEAD");

    public bool IsAdmins => Pattern.StartsWith("/admin", StringComparison.Ordinal);

    /// <summary>It never ends by itself.</summary>
    public bool IsStream => Pattern.EndsWith("/events", StringComparison.Ordinal);

    public string Path(IReadOnlyDictionary<string, string> things)
    {
        var path = Part().Replace(Pattern, part => things.TryGetValue(Means(part.Groups[1].Value), out var thing)
            ? Uri.EscapeDataString(thing)
            : throw new InvalidOperationException($"{Name} has a part '{part.Groups[1].Value}' that the tests know nothing for."));
        return Pattern switch
        {
            "/c/{chat}/messages" => $"{path}?before={things["reply"]}",
            "/api/files" => $"{path}?name=taken.txt",
            "/api/libraries/{library}/files" or "/v1/libraries/{library}/documents" => $"{path}?path=taken.txt",
            "/api/libraries/{library}/documents/{document}/places" => $"{path}?start=0&end=1",
            "/frame/image" => $"{path}?src=https://images.example/a.png",
            _ => path,
        };
    }

    public string Text(IReadOnlyDictionary<string, string> things) => Part().Replace(Body!.Text, part => part.Groups[1].Value == "new" ? Guid.NewGuid().ToString() : things[part.Groups[1].Value]);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Part();
}
