using Zhiyan.Inference.Scheduling;

namespace Zhiyan.Inference.Tests.Scheduling;

public sealed class UserSharesTests
{
    [Fact]
    public void Serves_users_alike_however_many_requests_each_has()
    {
        var shares = new UserShares();
        foreach (var user in (string[])["many", "many", "many", "one"]) shares.Enter(user);
        var served = new Dictionary<string, int> { ["many"] = 0, ["one"] = 0 };

        for (var turn = 0; turn < 100; turn++)
        {
            var next = shares.Rows("many") <= shares.Rows("one") ? "many" : "one";
            shares.Count(next, 64);
            served[next]++;
        }

        Assert.Equal(50, served["one"]);
    }

    [Fact]
    public void Lets_nobody_save_up_turns()
    {
        var shares = new UserShares();
        shares.Enter("busy");
        shares.Count("busy", 1_000);

        shares.Enter("late");

        Assert.Equal(1_000, shares.Rows("late"));
    }
}
