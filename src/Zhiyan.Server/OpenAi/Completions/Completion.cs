using System.Text;
using System.Text.Json.Serialization;

namespace Zhiyan.Server.OpenAi.Completions;

/// <summary>A whole completion, or a piece of one: they have the same shape.</summary>
internal sealed record Completion(string Id, long Created, string Model, IReadOnlyList<CompletionChoice> Choices)
{
    public string Object => "text_completion";

    public string SystemFingerprint => Heading.SystemFingerprint;

    /// <summary>Of a piece: in the last one only, which has no choices.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public Usage? Usage { get; init; }

    /// <summary>Of a piece: in the one that ends a choice.</summary>
    public Extras? Zhiyan { get; init; }

    /// <summary>Puts a completion together from the pieces that would have been streamed.</summary>
    public static async Task<Completion> Of(IAsyncEnumerable<Completion> pieces, Heading heading)
    {
        var choices = new SortedDictionary<int, List<CompletionChoice>>();
        Usage? usage = null;
        Extras? extras = null;
        await foreach (var piece in pieces)
        {
            usage = piece.Usage ?? usage;
            extras = piece.Zhiyan ?? extras;
            foreach (var choice in piece.Choices)
            {
                if (!choices.TryGetValue(choice.Index, out var parts)) choices.Add(choice.Index, parts = []);
                parts.Add(choice);
            }
        }
        return new Completion(heading.Id, heading.Created, heading.Model, [.. choices.Values.Select(CompletionChoice.Whole)]) { Usage = usage, Zhiyan = extras };
    }
}

internal sealed record CompletionChoice(int Index, string Text)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public CompletionLogprobs? Logprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }

    public static CompletionChoice Whole(IReadOnlyList<CompletionChoice> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(part.Text);
        var logprobs = parts.Select(part => part.Logprobs).OfType<CompletionLogprobs>().ToList();
        return new CompletionChoice(parts[0].Index, text.ToString())
        {
            Logprobs = logprobs.Count > 0 ? CompletionLogprobs.Joined(logprobs) : null,
            FinishReason = parts[^1].FinishReason,
        };
    }
}
