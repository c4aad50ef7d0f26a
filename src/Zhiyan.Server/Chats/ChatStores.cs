using System.Collections.Concurrent;
using Zhiyan.Server.Search;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>
/// Where chats are kept: the store on disk or, for temporary chats, one in memory with the same tables, so that both go the same ways. Each has
/// its log. Thread-safe.
/// </summary>
/// <param name="indexing">Follows the chats on disk; temporary ones are in no index.</param>
internal sealed class ChatStores(StoreFactory main, StoreFactory temporary, Indexing? indexing = null) : IAsyncDisposable
{
    /// <summary>Temporary chats at once; the oldest goes first.</summary>
    public const int MaxTemporary = 1_000;

    private readonly ConcurrentDictionary<Guid, byte> temporaries = [];

    public ChatStore Main { get; } = new(main, indexing);

    public ChatStore Temporary { get; } = new(temporary);

    public ChatStore Of(Guid chat) => IsTemporary(chat) ? Temporary : Main;

    public bool IsTemporary(Guid chat) => temporaries.ContainsKey(chat);

    public void AddTemporary(Guid chat) => temporaries[chat] = 0;

    public bool RemoveTemporary(Guid chat) => temporaries.TryRemove(chat, out _);

    /// <summary>Temporary chats, oldest first.</summary>
    public IReadOnlyList<Guid> ListTemporary() => [.. temporaries.Keys.Order()];     // version 7 ids sort by time

    public async ValueTask DisposeAsync()
    {
        await Main.Log.DisposeAsync();
        await Temporary.Log.DisposeAsync();
    }
}

/// <summary>A store and the log of its chats.</summary>
internal sealed class ChatStore(StoreFactory factory, Indexing? indexing = null)
{
    public ChatLog Log { get; } = new(factory, indexing);

    public StoreContext Open() => factory.Open();
}
