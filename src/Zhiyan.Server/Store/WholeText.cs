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

    /// <summary>Throws an <see cref="ApiException"/> that names the field, for text that holds it.</summary>
    public static void Require(string field, string? text)
    {
        if (text?.Contains('\0') is true) throw Refusal(field);
    }

    private static void Require(DbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified))
            foreach (var value in entry.Properties)
                Require(value.Metadata.Name.ToLowerInvariant(), value.CurrentValue as string);
    }

    public static ApiException Refusal(string? field = null) => ApiException.Invalid(field, $"{field ?? "a text"} holds the character U+0000, which cannot be kept; leave it out.", "invalid_character");
}
