namespace Zhiyan.Inference.Generation;

/// <summary>
/// The timelines an engine keeps, at most <paramref name="limit"/>. A request gets the free one that shares the longest beginning with its
/// prompt, so that the next turn of a chat reads only what is new. Used by the engine's loop alone.
/// </summary>
internal sealed class SessionPool(Runner runner, int limit) : IDisposable
{
    private readonly List<Session> free = [];       // oldest use first
    private readonly List<Session> lent = [];

    /// <summary>Bytes of keys and values when a session was last lent or returned.</summary>
    public long CacheBytes { get; private set; }

    public bool HasRoom => lent.Count < limit;

    /// <summary>A session that holds the longest known beginning of the prompt, of <paramref name="reusable"/> tokens at most, and nothing else.</summary>
    public Session Take(ReadOnlySpan<int> prompt, int reusable)
    {
        var (best, shared) = (-1, 0);
        for (var i = 0; i < free.Count; i++)
        {
            var common = free[i].Tokens.CommonPrefixLength(prompt);
            if (common > shared) (best, shared) = (i, common);
        }

        // A new timeline rather than one whose greater part would be lost for a short common beginning.
        var mayGrow = free.Count + lent.Count < limit;
        var session = best >= 0 && (!mayGrow || shared * 2 >= free[best].Length) ? TakeFree(best) : mayGrow ? new Session(runner) : TakeFree(0);
        session.Rewind(Math.Min(reusable, session.Tokens.CommonPrefixLength(prompt)));
        lent.Add(session);
        Count();
        return session;
    }

    public void Return(Session session)
    {
        lent.Remove(session);
        free.Add(session);
        Count();
    }

    /// <summary>Gives up a session that may hold half a pass.</summary>
    public void Discard(Session session)
    {
        lent.Remove(session);
        session.Dispose();
        Count();
    }

    public void Dispose()
    {
        foreach (var session in free.Concat(lent)) session.Dispose();
    }

    private void Count() => CacheBytes = free.Concat(lent).Sum(session => session.CacheBytes);

    private Session TakeFree(int index)
    {
        var session = free[index];
        free.RemoveAt(index);
        return session;
    }
}
