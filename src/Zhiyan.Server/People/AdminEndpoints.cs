using Microsoft.AspNetCore.Mvc;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>What an admin changes about others and about the server.</summary>
internal static class AdminEndpoints
{
    public const string PeoplePath = "/admin/people";
    public const string ModelsPath = "/admin/models";

    public static void Map(RouteGroupBuilder forms, IEndpointRouteBuilder routes)
    {
        var admin = forms.MapGroup("/admin").RequireAuthorization(policy => policy.RequireRole(nameof(Role.Admin)));
        admin.MapPost("/people/{person:guid}/role", SetRole);
        admin.MapPost("/people/{person:guid}/disable", Disable);
        admin.MapPost("/people/{person:guid}/enable", Enable);
        admin.MapPost("/people/{person:guid}/delete", Delete);
        admin.MapPost("/invites/{invite:guid}/revoke", RevokeInvite);
        admin.MapPost("/providers/{provider}/delete", DeleteProvider);
        routes.MapGet("/admin/feedback.jsonl", ExportFeedback).WithMetadata(OpenToAll.Mark).RequireAuthorization(policy => policy.RequireRole(nameof(Role.Admin))).ExcludeFromDescription();
    }

    private static Task<IResult> SetRole(HttpContext http, Members members, Audit audit, Guid person, [FromForm] string? role)
    {
        if (!Enum.TryParse<Role>(role, out var wanted)) throw ApiException.Invalid("role", "role is Member or Admin.");
        return Change(http, members, audit, person, Audit.RoleChange, members.SetRole(person, wanted), Done.RoleChanged);
    }

    private static Task<IResult> Disable(HttpContext http, Members members, Audit audit, TimeProvider time, Guid person) =>
        Change(http, members, audit, person, Audit.Disable, members.Disable(person, time.GetUtcNow().UtcDateTime), Done.Disabled);

    private static Task<IResult> Enable(HttpContext http, Members members, Audit audit, Guid person) =>
        Change(http, members, audit, person, Audit.Enable, members.Enable(person), Done.Enabled);

    private static async Task<IResult> Delete(HttpContext http, Members members, Audit audit, Guid person)
    {
        var name = (await members.Find(person))?.DisplayName ?? "";
        if (await members.Delete(person) is { } problem) return SeeOther.With(PeoplePath, problem);
        await audit.Write(http, Audit.Delete, name);
        return SeeOther.With(PeoplePath, Done.Deleted);
    }

    private static async Task<IResult> Change(HttpContext http, Members members, Audit audit, Guid person, string action, Task<Problem?> change, Done done)
    {
        if (await change is { } problem) return SeeOther.With(PeoplePath, problem);
        await audit.Write(http, action, (await members.Find(person))?.DisplayName ?? "");
        return SeeOther.With(PeoplePath, done);
    }

    private static async Task<IResult> RevokeInvite(HttpContext http, Invites invites, Guid invite)
    {
        await invites.Revoke(http, invite);
        return SeeOther.With(PeoplePath, Done.InviteRevoked);
    }

    private static async Task<IResult> DeleteProvider(HttpContext http, ProviderDirectory providers, Audit audit, string provider)
    {
        await providers.Delete(provider, http.RequestAborted);
        await audit.Write(http, Audit.ProviderDelete, provider);
        return SeeOther.With(ModelsPath, Done.ProviderDeleted);
    }

    private static async Task ExportFeedback(HttpContext http, Feedback feedback, Audit audit)
    {
        await audit.Write(http, Audit.FeedbackExport);
        http.Response.ContentType = "application/jsonl; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=feedback.jsonl";
        http.Response.Headers.CacheControl = "no-store";
        await foreach (var reply in feedback.Read(http.RequestAborted))
        {
            await http.Response.Body.WriteAsync(Wire.Bytes(reply), http.RequestAborted);
            await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
        }
    }
}
