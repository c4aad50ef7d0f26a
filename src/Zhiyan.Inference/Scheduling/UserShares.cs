namespace Zhiyan.Inference.Scheduling;

/// <summary>
/// Rows of work each user had, so that the one who had least goes first (start-time fair queueing, Goyal et al. 1996). Who comes new or comes back
/// starts level with the least of those at work: nobody saves up turns.
/// </summary>
internal sealed class UserShares
{
    private readonly Dictionary<string, Share> shares = [];
    private long level;

    private sealed class Share
    {
        public long Rows;
        public int Requests;
    }

    public long Rows(string user) => shares.TryGetValue(user, out var share) ? share.Rows : level;

    /// <summary>A user's request starts to wait or to work; balanced by <see cref="Leave"/>.</summary>
    public void Enter(string user)
    {
        if (!shares.TryGetValue(user, out var share)) shares[user] = share = new Share { Rows = level };
        share.Requests++;
    }

    public void Leave(string user)
    {
        if (--shares[user].Requests > 0) return;
        shares.Remove(user);
    }

    public void Count(string user, int rows)
    {
        shares[user].Rows += rows;
        level = shares.Values.Min(share => share.Rows);
    }
}
