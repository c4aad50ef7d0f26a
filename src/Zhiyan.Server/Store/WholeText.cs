using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Store;

/// <summary>
/// Refuses text that holds the character U+0000: PostgreSQL stores none of it, and SQLite gives back only what stands before it. Nobody writes it on
/// purpose.
/// </summary>
internal sealed class WholeText : SaveChangesInterceptor
{
    public static readonly WholeText Each = new();

    private WholeText() { }

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Require(eventData.Context!);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Require(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    private static void Require(DbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified))
            foreach (var value in entry.Properties)
                if (value.CurrentValue is string text && text.Contains('\0')) throw Refusal(value.Metadata.Name);
    }

    public static ApiException Refusal(string? field = null) => ApiException.Invalid(field?.ToLowerInvariant(), "a text holds the character U+0000; leave it out.", "invalid_text");
}
