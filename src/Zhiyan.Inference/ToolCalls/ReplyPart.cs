namespace Zhiyan.Inference.ToolCalls;

/// <summary>A piece of a parsed reply. Deltas of a kind, put together, are the whole of that kind; none is ever taken back.</summary>
public abstract record ReplyPart;

/// <summary>More of the answer.</summary>
public sealed record ContentDelta(string Text) : ReplyPart;

/// <summary>More of what the model thought before or between answers.</summary>
public sealed record ReasoningDelta(string Text) : ReplyPart;

/// <summary>A complete call of an offered tool; <paramref name="ArgumentsJson"/> is a JSON object.</summary>
public sealed record ToolCallPart(string Name, string ArgumentsJson) : ReplyPart;
