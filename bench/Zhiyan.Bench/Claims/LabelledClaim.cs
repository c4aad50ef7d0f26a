using System.Text.Json;
using Zhiyan.Knowledge.Checking;

namespace Zhiyan.Bench.Claims;

/// <summary>A passage, a sentence, and whether the one says the other. <paramref name="Parts"/> are statements whose own label is known.</summary>
internal sealed record LabelledClaim(string Id, string Kind, string Passage, string Sentence, bool Supported, IReadOnlyList<LabelledPart> Parts)
{
    /// <summary>What is checked of it: the statements that the checker cuts it into.</summary>
    public IReadOnlyList<string> Statements { get; } = ClaimParts.Of(Sentence);

    public static IReadOnlyList<LabelledClaim> Read(string path)
    {
        var claims = new List<LabelledClaim>();
        foreach (var line in File.ReadLines(path))
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                claims.Add(Of(json.RootElement));
            }
            catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new ArgumentException($"{path}: line {claims.Count + 1} is no labelled claim ({error.Message}).");
            }
        }
        return claims.Count > 0 ? claims : throw new ArgumentException($"{path}: there is no claim in it.");
    }

    private static LabelledClaim Of(JsonElement json)
    {
        string Text(string name) => json.GetProperty(name).GetString() ?? throw new KeyNotFoundException($"'{name}' is null");
        bool supported = Text("supported") == "yes";
        var sentence = Text("sentence");
        var statements = ClaimParts.Of(sentence);
        // Of a false claim of several statements nobody said which of them is false.
        IReadOnlyList<LabelledPart> parts = json.TryGetProperty("true_part", out _) ? [new(Text("true_part"), true), new(Text("false_part"), false)]
            : supported ? [.. statements.Select(statement => new LabelledPart(statement, true))]
            : statements.Count == 1 ? [new(statements[0], false)]
            : [];
        return new LabelledClaim(Text("id"), Text("kind"), Text("passage"), sentence, supported, parts);
    }
}

/// <summary>A statement, and whether its passage says it.</summary>
internal sealed record LabelledPart(string Statement, bool Supported);
