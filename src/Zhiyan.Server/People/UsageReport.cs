using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>Sums of what replies took. Days are those of the server's time zone.</summary>
internal sealed class UsageReport(StoreFactory store, TimeProvider time)
{
    /// <summary>Whole weeks that a year of days is shown in.</summary>
    public const int Weeks = 53;

    public DateOnly Today => DateOnly.FromDateTime(time.GetLocalNow().DateTime);

    /// <summary>By model and day, the latest first.</summary>
    /// <param name="person">Null for everybody.</param>
    public async Task<IReadOnlyList<UsageDay>> Read(Guid? person, int days)
    {
        var offset = time.GetLocalNow().Offset;
        var since = Today.AddDays(1 - days).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - offset;
        var hours = offset.TotalHours;
        await using var context = store.Open();
        var sums = await Sum(context.Usage.AsNoTracking()
            .Where(entry => (person == null || entry.PersonId == person) && entry.At >= since)
            .GroupBy(entry => new { entry.Model, Day = entry.At.AddHours(hours).Date }));
        return
        [
            .. sums.Select(of => new UsageDay(DateOnly.FromDateTime(of.Key.Day), of.Key.Model, of.Sum))
                .OrderByDescending(day => day.Day).ThenBy(day => day.Model, StringComparer.Ordinal),
        ];
    }

    /// <summary>By person, those who used most first.</summary>
    public async Task<IReadOnlyList<(Guid Person, UsageSum Sum)>> ByPerson(int days)
    {
        var since = time.GetUtcNow().UtcDateTime.AddDays(-days);
        await using var context = store.Open();
        var sums = await Sum(context.Usage.AsNoTracking().Where(entry => entry.At >= since).GroupBy(entry => entry.PersonId));
        return [.. sums.OrderByDescending(of => of.Sum.Completion)];
    }

    private static async Task<IEnumerable<(TKey Key, UsageSum Sum)>> Sum<TKey>(IQueryable<IGrouping<TKey, UsageEntry>> groups)
    {
        var sums = await groups.Select(group => new
        {
            group.Key,
            Replies = group.Count(),
            Prompt = group.Sum(entry => (long)entry.PromptTokens),
            Cached = group.Sum(entry => (long)entry.CachedTokens),
            Completion = group.Sum(entry => (long)entry.CompletionTokens),
            Milliseconds = group.Sum(entry => entry.Milliseconds),
            Cost = group.Sum(entry => entry.Cost),
        }).ToListAsync();
        return sums.Select(sum => (sum.Key, new UsageSum(sum.Replies, sum.Prompt, sum.Cached, sum.Completion, sum.Milliseconds, sum.Cost ?? 0)));
    }
}

/// <summary>What replies took together. Cached tokens are among the prompt's; the cost is in millionths of the price's unit.</summary>
public sealed record UsageSum(long Replies, long Prompt, long Cached, long Completion, long Milliseconds, long Cost)
{
    public static readonly UsageSum None = new(0, 0, 0, 0, 0, 0);

    public double TokensPerSecond => Milliseconds > 0 ? Completion * 1_000.0 / Milliseconds : 0;

    public static UsageSum operator +(UsageSum one, UsageSum other) => new(
        one.Replies + other.Replies, one.Prompt + other.Prompt, one.Cached + other.Cached, one.Completion + other.Completion, one.Milliseconds + other.Milliseconds, one.Cost + other.Cost);
}

internal sealed record UsageDay(DateOnly Day, string Model, UsageSum Sum);
