using System.Text;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Inference.Chat;

/// <summary>
/// Where a reply begins, or goes on: the prompt with what the assistant has written so far. That is text of the request and holds no control
/// tokens; only the marks around its reasoning are the template's own.
/// </summary>
/// <param name="Written">What the model would have generated up to here; empty for a new reply.</param>
/// <param name="OpensReasoning">The conversation alone ended inside the reasoning.</param>
/// <param name="IsThinking">What comes next is thought and not answer.</param>
internal sealed record BegunReply(RenderedText Prompt, string Written, bool OpensReasoning, bool IsThinking, string Thought, string Answer)
{
    public const string StartOfReasoning = "<think>";
    public const string EndOfReasoning = "</think>";

    public static BegunReply New(RenderedText prompt)
    {
        var opens = Opens(prompt);
        return new BegunReply(prompt, "", opens, opens, "", "");
    }

    /// <summary>
    /// Goes on with an assistant's message. Its reasoning stands in <c>reasoning_content</c>, or between marks at the start of its content; without
    /// an answer it is still open. Throws an <see cref="ArgumentException"/> for a message that cannot be gone on with.
    /// </summary>
    public static BegunReply After(RenderedText prompt, JsonObject message)
    {
        if ((string?)message["role"] != "assistant") throw new ArgumentException("only an assistant's message can be continued, and the last one is none; end with the reply to go on with.");
        if (message["tool_calls"] is JsonArray { Count: > 0 }) throw new ArgumentException("a reply that called tools is whole; answer its calls instead of continuing it.");
        var opens = Opens(prompt);
        var answer = message["content"] is JsonValue content && content.TryGetValue<string>(out var text) ? text : "";
        var pieces = new List<(string Text, bool IsInput)>();
        if (message["reasoning_content"] is JsonValue reasoning && reasoning.TryGetValue<string>(out var thought) && thought.Length > 0)
        {
            var ended = answer.Length > 0;
            if (!opens) pieces.Add((StartOfReasoning, false));
            if (!opens || !EndsInBlank(prompt.Text)) pieces.Add(("\n", false));
            pieces.Add((ended ? thought.Trim() : thought.TrimStart(), true));
            if (ended) pieces.AddRange([("\n" + EndOfReasoning + "\n\n", false), (answer.TrimStart(), true)]);
            return Of(prompt, pieces, opens, !ended, thought, answer);
        }

        var hasMark = answer.AsSpan().TrimStart().StartsWith(StartOfReasoning);
        var rest = hasMark ? answer.TrimStart()[StartOfReasoning.Length..] : answer;
        if (hasMark || opens && rest.Contains(EndOfReasoning, StringComparison.Ordinal))
        {
            if (!opens) pieces.Add((StartOfReasoning, false));
            var end = rest.IndexOf(EndOfReasoning, StringComparison.Ordinal);
            if (end < 0) return Of(prompt, [.. pieces, (rest, true)], opens, true, rest, "");
            var after = rest[(end + EndOfReasoning.Length)..];
            return Of(prompt, [.. pieces, (rest[..end], true), (EndOfReasoning, false), (after, true)], opens, false, rest[..end], after);
        }

        if (string.IsNullOrWhiteSpace(answer)) return New(prompt);
        if (opens) pieces.Add(("\n" + EndOfReasoning + "\n\n", false));     // it was answered without a thought
        pieces.Add((opens || EndsInBlank(prompt.Text) ? answer.TrimStart() : answer, true));
        return Of(prompt, pieces, opens, false, "", answer);
    }

    private static BegunReply Of(RenderedText prompt, IReadOnlyList<(string Text, bool IsInput)> pieces, bool opens, bool isThinking, string thought, string answer)
    {
        var text = new StringBuilder(prompt.Text);
        var input = new List<Range>(prompt.Input);
        foreach (var piece in pieces)
        {
            if (piece.IsInput && piece.Text.Length > 0) input.Add(text.Length..(text.Length + piece.Text.Length));
            text.Append(piece.Text);
        }
        var whole = text.ToString();
        return new BegunReply(new RenderedText(whole, input), whole[prompt.Text.Length..], opens, isThinking, thought, answer);
    }

    private static bool Opens(RenderedText prompt) => prompt.Text.AsSpan().TrimEnd().EndsWith(StartOfReasoning);

    private static bool EndsInBlank(string text) => text.Length > 0 && char.IsWhiteSpace(text[^1]);
}
