using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;

namespace Zhiyan.Cli.Knowledge;

/// <summary>JSON lines with <c>qid</c> and <c>question</c>; other members are passed over.</summary>
internal static class QuestionFile
{
    /// <summary>In their order. Throws a <see cref="UsageException"/> that names the line.</summary>
    public static IEnumerable<(JsonNode? Id, string Question)> Read(string path, Terminal terminal)
    {
        using var reader = InputFile.Open(path, terminal);
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            yield return Parse(line) ?? throw new UsageException($"{path}: line {number} is no JSON object with a question in text.");
        }
    }

    private static (JsonNode?, string)? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject entry && entry["question"] is JsonValue text && text.TryGetValue(out string? question) ? (entry["qid"]?.DeepClone(), question) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
