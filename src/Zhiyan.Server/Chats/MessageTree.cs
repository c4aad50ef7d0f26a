namespace Zhiyan.Server.Chats;

/// <summary>The shape of a chat: which message answers which. Messages are given in the order they were made.</summary>
internal sealed class MessageTree
{
    private readonly Dictionary<Guid, MessageNode> nodes;
    private readonly ILookup<Guid, MessageNode> children;

    public MessageTree(IReadOnlyList<MessageNode> messages)
    {
        nodes = messages.ToDictionary(node => node.Id);
        children = messages.ToLookup(node => node.Parent ?? Guid.Empty);
    }

    /// <summary>From the first message down to a leaf; empty where there is none.</summary>
    public IReadOnlyList<MessageNode> PathTo(Guid? leaf)
    {
        var path = new List<MessageNode>();
        for (var id = leaf; id is { } known && nodes.TryGetValue(known, out var node); id = node.Parent) path.Add(node);
        path.Reverse();
        return path;
    }

    /// <summary>The versions of a message, itself among them, oldest first.</summary>
    public IReadOnlyList<MessageNode> Versions(Guid message) => nodes.TryGetValue(message, out var node) ? [.. children[node.Parent ?? Guid.Empty]] : [];

    /// <summary>The end of the path that was last gone from a message on.</summary>
    public Guid LeafUnder(Guid message)
    {
        while (children[message].LastOrDefault() is { } next) message = next.Id;
        return message;
    }

    /// <summary>A message and everything under it.</summary>
    public IReadOnlyList<Guid> Under(Guid message)
    {
        var under = new List<Guid> { message };
        for (var done = 0; done < under.Count; done++) under.AddRange(children[under[done]].Select(node => node.Id));
        return under;
    }
}

internal sealed record MessageNode(Guid Id, Guid? Parent, Store.Speaker Role, Store.MessageState State);
