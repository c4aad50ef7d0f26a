using Zhiyan.Server.OpenAi;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>Counts what a reply of the API took for whoever asked: the person of the key, or the one person of this machine.</summary>
internal sealed class ApiUsage(RequestDelegate next, UsageLog log, LocalOwner owner, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var began = time.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            if (UsageNote.Of(http) is { } usage && http.Features.Get<Heading>() is { } heading) log.Note(new UsageEntry
            {
                PersonId = await PersonOf(http),
                Model = heading.Model,
                At = time.GetUtcNow().UtcDateTime,
                PromptTokens = usage.PromptTokens,
                CachedTokens = usage.PromptTokensDetails.CachedTokens,
                CompletionTokens = usage.CompletionTokens,
                Milliseconds = (long)time.GetElapsedTime(began).TotalMilliseconds,
            });
        }
    }

    /// <summary>Nobody's for a key of the server's own.</summary>
    private async Task<Guid> PersonOf(HttpContext http)
    {
        if (http.Features.Get<Caller>() is { } caller) return caller.PersonId ?? Guid.Empty;
        return await owner.Find() is { } local ? Visitor.Find(local) ?? Guid.Empty : Guid.Empty;
    }
}
