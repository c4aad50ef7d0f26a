namespace Zhiyan.Server.Search;

/// <summary>Who wrote a message.</summary>
internal enum SearchRole
{
    User,
    Assistant,
}

/// <summary>A mark a chat may carry.</summary>
internal enum ChatMark
{
    Pinned,
    Archived,
}

/// <summary>A condition on what surrounds a message's text; the store of chats applies it.</summary>
/// <param name="IsExcluded">Whether what meets the condition is left out.</param>
internal abstract record SearchFilter(bool IsExcluded);

/// <summary>The chat lies in the folder of this name.</summary>
internal sealed record FolderFilter(string Name, bool IsExcluded) : SearchFilter(IsExcluded);

/// <summary>The chat carries the tag of this name.</summary>
internal sealed record TagFilter(string Name, bool IsExcluded) : SearchFilter(IsExcluded);

/// <summary>The message was written by this side.</summary>
internal sealed record RoleFilter(SearchRole Role, bool IsExcluded) : SearchFilter(IsExcluded);

/// <summary>The reply came from a model whose name holds this.</summary>
internal sealed record ModelFilter(string Name, bool IsExcluded) : SearchFilter(IsExcluded);

/// <summary>The message was sent on this day or later, by the reader's calendar.</summary>
internal sealed record AfterFilter(DateOnly Day, bool IsExcluded) : SearchFilter(IsExcluded);

/// <summary>The message was sent before this day began, by the reader's calendar.</summary>
internal sealed record BeforeFilter(DateOnly Day, bool IsExcluded) : SearchFilter(IsExcluded);

/// <summary>The chat is pinned, or archived.</summary>
internal sealed record MarkFilter(ChatMark Mark, bool IsExcluded) : SearchFilter(IsExcluded);
