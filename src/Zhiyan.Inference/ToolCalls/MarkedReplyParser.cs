namespace Zhiyan.Inference.ToolCalls;

/// <summary>
/// The parser of formats whose calls begin with a marker. In content it looks for markers outside code fences; what follows a marker goes to the
/// format's reader until that knows. If it is no call, the marker alone becomes text and the rest is read again.
/// </summary>
/// <remarks>
/// Reading again stays linear for JSON: a reader fails at a marker outside its strings, so of two readers over the same text one must see strings
/// where the other sees none, and there is no room for a third.
/// </remarks>
internal sealed class MarkedReplyParser : ReplyParser
{
    private readonly CallFormat format;
    private readonly OfferedTools tools;
    private readonly Stretches content = new(text => new ContentDelta(text));
    private readonly Stretches reasoning = new(text => new ReasoningDelta(text));
    private readonly CodeFence fence = new();
    private BareJsonCalls? bareJson;
    private CallReader? call;
    private bool inReasoning;

    private char[] buffer = new char[256];
    private int at;             // undecided text is buffer[at..end]
    private int end;

    public MarkedReplyParser(CallFormat format, ReplyOptions options)
    {
        this.format = format;
        tools = new OfferedTools(options.Tools);
        inReasoning = options.PromptOpensReasoning;
        bareJson = options.BareJson && tools.Any ? new BareJsonCalls(tools) : null;
    }

    private ReadOnlySpan<char> Undecided => buffer.AsSpan(at, end - at);

    public override void Feed(ReadOnlySpan<char> piece, ICollection<ReplyPart> output)
    {
        Append(piece);
        while (Step(ended: false, output)) { }
        Flush(output);
    }

    public override void Finish(ICollection<ReplyPart> output)
    {
        while (Step(ended: true, output)) { }
        if (bareJson?.Finish() is { } calls)
        {
            foreach (var each in calls) output.Add(each);
            bareJson = null;
        }
        Release();
        Flush(output);
    }

    /// <summary>Decides on some of the text; false when that takes more text.</summary>
    private bool Step(bool ended, ICollection<ReplyPart> output)
    {
        if (call is not null) return ReadCall(ended, output);
        if (at == end) return false;
        return inReasoning ? ReadReasoning(ended, output) : ReadContent(ended, output);
    }

    private bool ReadContent(bool ended, ICollection<ReplyPart> output)
    {
        int plain = Undecided.IndexOfAny(format.CallMarker[0], format.ReasoningStart[0]);
        if (plain != 0)
        {
            WriteContent(plain < 0 ? end - at : plain);
            return true;
        }
        bool callAllowed = tools.Any && !fence.IsInside;
        bool reasoningAllowed = fence.AtLineStart && !fence.IsInside;
        if (callAllowed && Undecided.StartsWith(format.CallMarker))
        {
            call = format.Read(tools);
            return true;
        }
        if (reasoningAllowed && Undecided.StartsWith(format.ReasoningStart))
        {
            at += format.ReasoningStart.Length;
            EndContent(output);
            inReasoning = true;
            return true;
        }
        if (!ended && ((callAllowed && MayBecome(format.CallMarker)) || (reasoningAllowed && MayBecome(format.ReasoningStart)))) return false;
        WriteContent(1);
        return true;
    }

    private bool ReadReasoning(bool ended, ICollection<ReplyPart> output)
    {
        int plain = Undecided.IndexOf(format.ReasoningEnd[0]);
        if (plain == 0 && Undecided.StartsWith(format.ReasoningEnd))
        {
            at += format.ReasoningEnd.Length;
            reasoning.Break();
            reasoning.Flush(output);
            fence.StartLine();
            inReasoning = false;
            return true;
        }
        if (plain == 0 && !ended && MayBecome(format.ReasoningEnd)) return false;
        int length = plain < 0 ? end - at : Math.Max(plain, 1);
        reasoning.Write(Undecided[..length]);
        at += length;
        return true;
    }

    private bool ReadCall(bool ended, ICollection<ReplyPart> output)
    {
        switch (call!.Advance(Undecided[format.CallMarker.Length..], ended))
        {
            case CallState.Open:
                return false;
            case CallState.Call:
                at += format.CallMarker.Length + call.Length;
                Release();
                EndContent(output);
                foreach (var each in call.Calls) output.Add(each);
                fence.StartLine();
                break;
            case CallState.Text:
                WriteContent(format.CallMarker.Length);
                break;
        }
        call = null;
        return true;
    }

    private bool MayBecome(string marker) => marker.AsSpan().StartsWith(Undecided);

    private void WriteContent(int length)
    {
        var text = Undecided[..length];
        at += length;
        fence.Advance(text);
        if (bareJson is null) content.Write(text);
        else if (!bareJson.Hold(text)) Release();
    }

    private void EndContent(ICollection<ReplyPart> output)
    {
        if (bareJson is { IsBlank: false }) Release();
        content.Break();
        content.Flush(output);
    }

    /// <summary>The reply is not bare JSON, or not any more: what was held back is content.</summary>
    private void Release()
    {
        if (bareJson is null) return;
        content.Write(bareJson.Held);
        bareJson = null;
    }

    private void Flush(ICollection<ReplyPart> output)
    {
        reasoning.Flush(output);
        content.Flush(output);
    }

    private void Append(ReadOnlySpan<char> piece)
    {
        if (at > 0)
        {
            Undecided.CopyTo(buffer);
            end -= at;
            at = 0;
        }
        if (end + piece.Length > buffer.Length) Array.Resize(ref buffer, Math.Max(2 * buffer.Length, end + piece.Length));
        piece.CopyTo(buffer.AsSpan(end));
        end += piece.Length;
    }
}
