using Zhiyan.Inference.ToolCalls.Formats;

namespace Zhiyan.Inference.ToolCalls;

/// <summary>
/// Parses a reply, while it is being written, into content, reasoning and tool calls by the rules of ../shared/fixtures/README-text.md. The parts
/// put together are the same however the text is split. Linear in the reply. Belongs to one reply.
/// </summary>
public abstract class ReplyParser
{
    /// <summary>The call formats that can be parsed.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["hermes"];

    /// <summary>A parser of one of <see cref="Formats"/>; throws an <see cref="ArgumentException"/> for any other.</summary>
    public static ReplyParser Create(string format, ReplyOptions options) => format switch
    {
        "hermes" => new MarkedReplyParser(new HermesFormat(), options),
        _ => throw new ArgumentException($"call format {format} is not built yet; built are: {string.Join(", ", Formats)}.", nameof(format)),
    };

    /// <summary>The reply goes on with <paramref name="piece"/>; adds to <paramref name="output"/> what is certain now.</summary>
    public abstract void Feed(ReadOnlySpan<char> piece, ICollection<ReplyPart> output);

    /// <summary>The reply has ended, of itself or cut off: adds what was still held back. Nothing may be fed afterwards.</summary>
    public abstract void Finish(ICollection<ReplyPart> output);
}
