using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Constraints;

/// <summary>Schemas with instances, through tokens; format and source in ../shared/fixtures/README-text.md.</summary>
public sealed class SchemaGenerationTests
{
    private static readonly JsonSerializerOptions compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Files => [.. Fixtures.Files("schema", "cases.jsonl").DefaultIfEmpty("")];

    [Theory, MemberData(nameof(Files)), Trait("Category", "Golden")]
    public void Valid_instances_can_be_generated_and_invalid_ones_never_end(string file)
    {
        if (file == "") Assert.Skip("no fixture folder holds schemas");

        var failures = File.ReadLines(file).Select(line => JsonNode.Parse(line)!).SelectMany(Failures).ToList();

        Assert.True(failures.Count == 0, $"{failures.Count} instances fail in {Fixtures.NameOf(file)}:\n{string.Join("\n", failures.Take(10))}");
    }

    [Theory, MemberData(nameof(Files)), Trait("Category", "Golden")]
    public void What_is_sampled_at_random_is_json_of_its_schema_again(string file)
    {
        if (file == "") Assert.Skip("no fixture folder holds schemas");
        var compiler = ConstraintVocabularies.Merged;
        var random = new Random(11);
        var ended = 0;

        foreach (var constraint in File.ReadLines(file).Select(line => Compiled(compiler, JsonNode.Parse(line)!)).OfType<CompiledConstraint>())
        {
            if (compiler.Sample(constraint, random, mostTokens: 60) is not { } text) continue;
            ended++;

            using var parsed = JsonDocument.Parse(text);
            Assert.True(compiler.GeneratesAtRandom(constraint, text, random), text);
        }

        Assert.True(ended > 10);
    }

    private static IEnumerable<string> Failures(JsonNode each)
    {
        var compiler = ConstraintVocabularies.Merged;
        if (Compiled(compiler, each) is not { } constraint) yield break;
        foreach (var (list, expected) in ((string, bool)[])[("valid", true), ("invalid", false)])
        {
            foreach (var instance in each[list]!.AsArray())
            {
                var text = Text(instance);
                if (compiler.Generates(constraint, text) != expected) yield return $"{(string)each["name"]!}: {text} should be {list}";
            }
        }
    }

    /// <summary>Compact, every character as itself; the writer escapes what is beyond the basic plane.</summary>
    private static string Text(JsonNode? instance) => System.Text.RegularExpressions.Regex.Replace(
        instance?.ToJsonString(compact) ?? "null", @"\\u[dD][89abAB]..\\u[dD][c-fC-F]..", match => JsonSerializer.Deserialize<string>($"\"{match.Value}\"")!);

    /// <summary>Null where the schema may be refused, and is.</summary>
    private static CompiledConstraint? Compiled(ConstraintCompiler compiler, JsonNode each)
    {
        try
        {
            return compiler.Compile(new JsonSchemaConstraint(each["schema"]!));
        }
        catch (ConstraintException) when ((string)each["supported"]! == "may")
        {
            return null;
        }
    }
}
