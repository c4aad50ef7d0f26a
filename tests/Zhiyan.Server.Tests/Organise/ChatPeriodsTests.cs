using Zhiyan.Server.Organise;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.Organise;

public sealed class ChatPeriodsTests
{
    private static readonly DateTime now = new(2026, 3, 10, 1, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Days_are_the_readers()
    {
        var lateInUtc = new DateTime(2026, 3, 9, 23, 30, 0, DateTimeKind.Utc);

        Assert.Equal(ChatPeriod.Yesterday, ChatPeriods.Of(lateInUtc, now, zone: 0).Period);
        Assert.Equal(ChatPeriod.Today, ChatPeriods.Of(lateInUtc, now, zone: 8 * 60).Period);
        Assert.Equal(ChatPeriod.Today, ChatPeriods.Of(lateInUtc, now, zone: -5 * 60).Period);
    }

    [Theory]
    [InlineData(0, "Today")]
    [InlineData(1, "Yesterday")]
    [InlineData(2, "Week")]
    [InlineData(7, "Week")]
    [InlineData(8, "Month")]
    [InlineData(30, "Month")]
    [InlineData(31, "Named")]
    [InlineData(400, "Named")]
    public void A_period_ends_after_its_days(int days, string period) => Assert.Equal(period, ChatPeriods.Of(now.AddDays(-days), now, 0).Period.ToString());

    [Fact]
    public void Groups_follow_the_order_of_the_chats()
    {
        Chat[] chats = [Of(100, isPinned: true), Of(0), Of(0), Of(40), Of(41), Of(80)];

        var groups = ChatPeriods.Group(chats, now, 0);

        Assert.Equal([ChatPeriod.Pinned, ChatPeriod.Today, ChatPeriod.Named, ChatPeriod.Named], groups.Select(group => group.Period));
        Assert.Equal([1, 2, 2, 1], groups.Select(group => group.Chats.Count));
    }

    private static Chat Of(int days, bool isPinned = false) => new() { IsPinned = isPinned, UpdatedAt = now.AddDays(-days) };
}
