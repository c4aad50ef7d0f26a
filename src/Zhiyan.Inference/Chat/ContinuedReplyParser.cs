using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Chat;

/// <summary>A parser that has read a reply's beginning, so that it knows of open fences and calls, and tells only of what comes after it.</summary>
internal sealed class ContinuedReplyParser : ReplyParser
{
    private readonly ReplyParser inner;
    private readonly List<ReplyPart> parts = [];
    private string heldThought, heldAnswer;     // ends of the beginning that the parser had not decided on: the reader has them already

    public ContinuedReplyParser(ReplyParser inner, BegunReply begun)
    {
        this.inner = inner;
        inner.Feed(begun.Written, parts);
        heldThought = begun.IsThinking ? Rest(begun.Thought, parts.OfType<ReasoningDelta>().Sum(part => part.Text.Length)) : "";
        heldAnswer = Rest(begun.Answer, parts.OfType<ContentDelta>().Sum(part => part.Text.Length));
    }

    public override void Feed(ReadOnlySpan<char> piece, ICollection<ReplyPart> output)
    {
        parts.Clear();
        inner.Feed(piece, parts);
        Tell(output);
    }

    public override void Finish(ICollection<ReplyPart> output)
    {
        parts.Clear();
        inner.Finish(parts);
        Tell(output);
    }

    private void Tell(ICollection<ReplyPart> output)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case ContentDelta content:
                    if (New(ref heldAnswer, content.Text) is { Length: > 0 } answer) output.Add(new ContentDelta(answer));
                    break;
                case ReasoningDelta reasoning:
                    if (New(ref heldThought, reasoning.Text) is { Length: > 0 } thought) output.Add(new ReasoningDelta(thought));
                    break;
                default:
                    heldAnswer = "";
                    output.Add(part);
                    break;
            }
        }
    }

    /// <summary>What of a text the reader does not have.</summary>
    private static string New(ref string held, string text)
    {
        var common = Math.Min(held.Length, text.Length);
        if (!held.AsSpan(0, common).SequenceEqual(text.AsSpan(0, common)))
        {
            held = "";
            return text;
        }
        held = held[common..];
        return text[common..];
    }

    private static string Rest(string shown, int told) => shown.TrimStart() is var text && told < text.Length ? text[told..] : "";
}
