namespace Zhiyan.Server.Chats;

/// <summary>What is different about one reply.</summary>
/// <param name="Model">Another model than the chat's; null for that.</param>
internal sealed record ReplyWish(string? Model = null, ReplyLength? Length = null)
{
    public string? Sentence => Length switch
    {
        ReplyLength.Longer => "Answer in more detail than usual.",
        ReplyLength.Shorter => "Answer in as few words as you can.",
        _ => null,
    };
}

internal enum ReplyLength
{
    Longer,
    Shorter,
}
