namespace Zhiyan.Inference.ToolCalls;

/// <summary>What a <see cref="CallReader"/> knows so far.</summary>
internal enum CallState
{
    /// <summary>It may become a call.</summary>
    Open,

    /// <summary>It is a call, <see cref="CallReader.Length"/> characters long.</summary>
    Call,

    /// <summary>It is no call: the marker was text.</summary>
    Text,
}

/// <summary>Reads one call, or one block of calls, from the text after its marker.</summary>
internal abstract class CallReader
{
    /// <summary>The calls, once the state is <see cref="CallState.Call"/>.</summary>
    public abstract IReadOnlyList<ToolCallPart> Calls { get; }

    /// <summary>How much of the text belongs to the calls, end marker included.</summary>
    public abstract int Length { get; }

    /// <summary>
    /// <paramref name="text"/> is all that followed the marker so far: what was given before, and more. Each character is looked at once.
    /// When the reply has <paramref name="ended"/> the answer is not <see cref="CallState.Open"/>.
    /// </summary>
    public abstract CallState Advance(ReadOnlySpan<char> text, bool ended);
}
