using Zhiyan.Server.Store;

namespace Zhiyan.Server.Organise;

/// <summary>Puts chats under headings a reader thinks in: pinned, today, yesterday, the last week and month, and then months by name.</summary>
internal static class ChatPeriods
{
    /// <summary>Groups in the order of the chats.</summary>
    /// <param name="zone">Minutes that the reader's clock is ahead of UTC.</param>
    public static IReadOnlyList<ChatGroup> Group(IReadOnlyList<Chat> chats, DateTime now, int zone)
    {
        var groups = new List<ChatGroup>();
        foreach (var chat in chats)
        {
            var (period, month) = chat.IsPinned ? (ChatPeriod.Pinned, null) : Of(chat.UpdatedAt, now, zone);
            if (groups.LastOrDefault() is not { } last || last.Period != period || last.Month != month) groups.Add(last = new ChatGroup(period, month, []));
            last.Chats.Add(chat);
        }
        return groups;
    }

    public static (ChatPeriod Period, DateOnly? Month) Of(DateTime time, DateTime now, int zone)
    {
        var day = DateOnly.FromDateTime(time.AddMinutes(zone));
        return (DateOnly.FromDateTime(now.AddMinutes(zone)).DayNumber - day.DayNumber) switch
        {
            <= 0 => (ChatPeriod.Today, null),
            1 => (ChatPeriod.Yesterday, null),
            <= 7 => (ChatPeriod.Week, null),
            <= 30 => (ChatPeriod.Month, null),
            _ => (ChatPeriod.Named, new DateOnly(day.Year, day.Month, 1)),
        };
    }
}

internal enum ChatPeriod
{
    Pinned,
    Today,
    Yesterday,
    Week,
    Month,

    /// <summary>A month by its name.</summary>
    Named,
}

internal sealed record ChatGroup(ChatPeriod Period, DateOnly? Month, List<Chat> Chats);
