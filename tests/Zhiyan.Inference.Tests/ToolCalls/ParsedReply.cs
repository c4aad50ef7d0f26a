using System.Text.Json;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Tests.ToolCalls;

/// <summary>A reply put together from its parts.</summary>
internal sealed record ParsedReply(string Content, string Reasoning, IReadOnlyList<ToolCallPart> Calls)
{
    public static ParsedReply From(IEnumerable<ReplyPart> parts) => new(
        string.Concat(parts.OfType<ContentDelta>().Select(part => part.Text)),
        string.Concat(parts.OfType<ReasoningDelta>().Select(part => part.Text)),
        [.. parts.OfType<ToolCallPart>()]);

    public static ParsedReply Of(ReplyOptions options, params IEnumerable<string> pieces)
    {
        var parser = ReplyParser.Create("hermes", options);
        var parts = new List<ReplyPart>();
        foreach (var piece in pieces) parser.Feed(piece, parts);
        parser.Finish(parts);
        return From(parts);
    }

    /// <summary>The text whole, in two at every place, and one character at a time.</summary>
    public static IEnumerable<string[]> Splits(string text) =>
    [
        [text],
        .. Enumerable.Range(1, Math.Max(text.Length - 1, 0)).Select(at => new[] { text[..at], text[at..] }),
        [.. text.Select(c => c.ToString())],
    ];

    /// <summary>What the reply parses to, having checked that every split gives the same.</summary>
    public static ParsedReply OfEverySplit(ReplyOptions options, string text)
    {
        var whole = Of(options, text);
        foreach (var pieces in Splits(text)) Assert.Equal(whole.ToString(), Of(options, pieces).ToString());
        return whole;
    }

    public bool SameAs(ParsedReply other) => Content == other.Content && Reasoning == other.Reasoning && Calls.Count == other.Calls.Count
        && Calls.Zip(other.Calls).All(pair => pair.First.Name == pair.Second.Name && SameJson(pair.First.ArgumentsJson, pair.Second.ArgumentsJson));

    public override string ToString()
    {
        var calls = string.Join(", ", Calls.Select(call => $"{call.Name}({call.ArgumentsJson})"));
        return $"content «{Content}» reasoning «{Reasoning}» calls [{calls}]";
    }

    private static bool SameJson(string a, string b)
    {
        using var left = JsonDocument.Parse(a);
        using var right = JsonDocument.Parse(b);
        return JsonElement.DeepEquals(left.RootElement, right.RootElement);
    }
}
