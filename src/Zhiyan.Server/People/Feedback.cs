using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>Replies that people rated, each with its question. Who rates sends that pair to the admins; nothing else of a chat goes along.</summary>
internal sealed class Feedback(StoreFactory store)
{
    public async Task<(int Good, int Bad)> Count()
    {
        await using var context = store.Open();
        var counts = await Rated(context).GroupBy(message => message.Rating).Select(group => new { Rating = group.Key, Count = group.Count() }).ToListAsync();
        return (counts.Where(count => count.Rating > 0).Sum(count => count.Count), counts.Where(count => count.Rating < 0).Sum(count => count.Count));
    }

    /// <summary>The oldest first, read while it is sent.</summary>
    public async IAsyncEnumerable<RatedReply> Read([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var context = store.Open();
        var replies = Rated(context).OrderBy(message => message.CreatedAt).Select(reply => new RatedReply(
            reply.CreatedAt,
            reply.Model,
            reply.Rating!.Value,
            reply.RatingReason,
            context.Messages.Where(question => question.Id == reply.ParentId).Select(question => question.Text).FirstOrDefault(),
            reply.Text));
        await foreach (var reply in replies.AsAsyncEnumerable().WithCancellation(cancellation)) yield return reply;
    }

    private static IQueryable<Message> Rated(StoreContext context) => context.Messages.AsNoTracking()
        .Where(message => message.Rating != null && context.Chats.Any(chat => chat.Id == message.ChatId && chat.DeletedAt == null));
}

/// <summary>A line of the export. <paramref name="Rating"/> is 1 for good, -1 for bad.</summary>
internal sealed record RatedReply(DateTime At, string? Model, int Rating, string? Reason, string? Question, string Reply);
