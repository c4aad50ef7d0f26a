namespace Zhiyan.Server.Upkeep;

/// <summary>The schema that a store has, and the one this program wants. Both are told by the migrations that lead to them, in order.</summary>
internal sealed record StoreSchema(IReadOnlyList<string> Applied, IReadOnlyList<string> Known)
{
    /// <summary>1, 2, 3 …; 0 for an empty store.</summary>
    public int Number => Applied.Count;

    /// <summary>The schema of this program.</summary>
    public int Wanted => Known.Count;

    public IReadOnlyList<string> Pending => [.. Known.Except(Applied)];

    /// <summary>Throws a <see cref="DataFolderException"/> for a store that a newer program has changed.</summary>
    public void RequireKnown(string store)
    {
        if (Applied.Except(Known).Any())
            throw new DataFolderException(
                $"{store} has schema {Number} ({Applied[^1]}), which this program does not know; it knows schema {Wanted} ({Known[^1]}). "
                + "Start the newer program again, or go back to the snapshot from before its upgrade with 'zhiyan rollback'.");
    }
}
