using Microsoft.EntityFrameworkCore;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Search;

/// <summary>The search over a person's chats: words from the index, filters from the tables, and the passage that shows why.</summary>
internal sealed class ChatSearch(ChatStores stores, MessageIndex index, TextFolding folding)
{
    public const int PageSize = 20;

    /// <summary>Hits beyond this many are neither counted nor shown: a longer query finds better.</summary>
    public const int MaxHits = 1_000;

    private const int PassageLength = 160;

    /// <summary>A page of hits, the best first; without words, the newest.</summary>
    /// <param name="zone">Minutes that the reader's clock is ahead of UTC, for days in filters.</param>
    public async Task<SearchPage> Find(Guid owner, string text, int offset, int zone, CancellationToken cancellation = default)
    {
        var query = SearchQuery.Parse(text, folding);
        await using var context = stores.Main.Open();
        var rows = Rows(context, owner, query);
        foreach (var filter in query.Filters) rows = await Apply(context, owner, rows, filter, zone);
        var total = await rows.Take(MaxHits + 1).CountAsync(cancellation);
        var ordered = query.HasWords ? rows.OrderByDescending(row => row.Score).ThenByDescending(row => row.SentAt) : rows.OrderByDescending(row => row.SentAt);
        var page = await ordered.ThenBy(row => row.Id).Skip(offset).Take(Math.Min(PageSize, Math.Max(0, MaxHits - offset))).ToListAsync(cancellation);
        return new SearchPage(
            Math.Min(total, MaxHits), total > MaxHits, offset + page.Count < Math.Min(total, MaxHits) ? offset + page.Count : null, [.. page.Select(row => Show(row, query))]);
    }

    private IQueryable<Row> Rows(StoreContext context, Guid owner, SearchQuery query)
    {
        var statement = index.Select(context.Database.GetDbConnection().CreateCommand().CreateParameter, owner, query);
        return
            from hit in context.Database.SqlQueryRaw<IndexRow>(statement.Sql, [.. statement.Parameters])
            join chat in context.Chats on hit.ChatId equals chat.Id
            join said in context.Messages on hit.MessageId equals said.Id into messages
            from message in messages.DefaultIfEmpty()
            where chat.OwnerId == owner && chat.DeletedAt == null
            select new Row
            {
                Id = hit.MessageId,
                ChatId = hit.ChatId,
                Score = hit.Score,
                SentAt = hit.SentAt,
                Title = chat.Title,
                FolderId = chat.FolderId,
                IsPinned = chat.IsPinned,
                IsArchived = chat.ArchivedAt != null,
                Role = (Speaker?)message.Role,
                Model = message.Model,
                Text = message.Text,
            };
    }

    private async Task<IQueryable<Row>> Apply(StoreContext context, Guid owner, IQueryable<Row> rows, SearchFilter filter, int zone)
    {
        var isExcluded = filter.IsExcluded;
        switch (filter)
        {
            case FolderFilter named:
                var folders = Named(await context.Folders.Where(one => one.OwnerId == owner).Select(one => new { one.Id, one.Name }).ToListAsync(), one => one.Name, named.Name)
                    .Select(one => (Guid?)one.Id).ToList();
                return rows.Where(row => folders.Contains(row.FolderId) != isExcluded);
            case TagFilter named:
                var tags = Named(await context.Tags.Where(one => one.OwnerId == owner).Select(one => new { one.Id, one.Name }).ToListAsync(), one => one.Name, named.Name)
                    .Select(one => one.Id).ToList();
                return rows.Where(row => context.ChatTags.Any(tag => tag.ChatId == row.ChatId && tags.Contains(tag.TagId)) != isExcluded);
            case RoleFilter { Role: var role }:
                var speaker = role == SearchRole.User ? Speaker.User : Speaker.Assistant;
                return isExcluded ? rows.Where(row => row.Role != speaker) : rows.Where(row => row.Role == speaker);
            case ModelFilter { Name: var model }:
                var part = model.ToLowerInvariant();
                return isExcluded ? rows.Where(row => row.Model == null || !row.Model.ToLower().Contains(part)) : rows.Where(row => row.Model != null && row.Model.ToLower().Contains(part));
            case AfterFilter { Day: var day }:
                var begin = Begin(day, zone);
                return rows.Where(row => row.SentAt >= begin != isExcluded);
            case BeforeFilter { Day: var day }:
                var end = Begin(day, zone);
                return rows.Where(row => row.SentAt < end != isExcluded);
            case MarkFilter { Mark: ChatMark.Pinned }:
                return rows.Where(row => row.IsPinned != isExcluded);
            default:
                return rows.Where(row => row.IsArchived != isExcluded);
        }
    }

    private IEnumerable<T> Named<T>(IEnumerable<T> all, Func<T, string> name, string wanted)
    {
        var folded = folding.Fold(wanted.Trim()).Text;
        return all.Where(one => folding.Fold(name(one)).Text == folded);
    }

    private static long Begin(DateOnly day, int zone) =>
        new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds() - zone * 60_000L;

    private static FoundMessage Show(Row row, SearchQuery query) => new(
        row.ChatId, row.Text is null ? null : row.Id, row.Title, row.Role?.ToString().ToLowerInvariant(), DateTimeOffset.FromUnixTimeMilliseconds(row.SentAt),
        Highlights.Best(row.Text ?? row.Title, query, PassageLength));

    private sealed record IndexRow(Guid MessageId, Guid ChatId, double Score, long SentAt);

    private sealed class Row
    {
        public Guid Id { get; init; }

        public Guid ChatId { get; init; }

        public double Score { get; init; }

        public long SentAt { get; init; }

        public string Title { get; init; } = "";

        public Guid? FolderId { get; init; }

        public bool IsPinned { get; init; }

        public bool IsArchived { get; init; }

        public Speaker? Role { get; init; }

        public string? Model { get; init; }

        public string? Text { get; init; }
    }
}

/// <summary>Some hits of a search.</summary>
/// <param name="Total">Their number, up to <see cref="ChatSearch.MaxHits"/>.</param>
/// <param name="HasMore">Whether there are more than are counted.</param>
/// <param name="Next">The offset of the next page; null after the last.</param>
public sealed record SearchPage(int Total, bool HasMore, int? Next, IReadOnlyList<FoundMessage> Hits);

/// <summary>A message that was found, or the title of a chat where <paramref name="Message"/> is null.</summary>
public sealed record FoundMessage(Guid Chat, Guid? Message, string Title, string? Role, DateTimeOffset At, Passage Passage);
