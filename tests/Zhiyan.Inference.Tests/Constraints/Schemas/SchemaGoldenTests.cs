using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Constraints.Schemas;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Constraints.Schemas;

/// <summary>Instances against schemas; format and source in ../shared/fixtures/README-text.md.</summary>
public sealed class SchemaGoldenTests(SchemaGoldenTests.Tally tally) : IClassFixture<SchemaGoldenTests.Tally>
{
    public static TheoryData<string> Cases => [.. Fixtures.Files("schema", "cases.jsonl").SelectMany(File.ReadLines).DefaultIfEmpty("")];

    public static TheoryData<string> Refusals => [.. Fixtures.Files("schema", "refuse.jsonl").SelectMany(File.ReadLines).DefaultIfEmpty("")];

    [Theory, MemberData(nameof(Cases)), Trait("Category", "Golden")]
    public void Valid_instances_can_be_written_and_invalid_ones_never(string line)
    {
        if (line == "") Assert.Skip("no fixture folder holds schemas");
        var given = JsonNode.Parse(line)!;
        var refusal = Record.Exception(() => SchemaCompiler.Compile(given["schema"]));
        if (refusal is ConstraintException { Path: not "" } && (string)given["supported"]! == "may")
        {
            tally.Refused.Add($"{given["name"]}: {refusal.Message}");
            return;
        }
        Assert.Null(refusal);

        var grammar = SchemaCompiler.Compile(given["schema"]);

        Assert.All(given["valid"]!.AsArray(), instance => Assert.True(grammar.Takes(instance), $"{instance?.ToJsonString()} must be possible"));
        Assert.All(given["invalid"]!.AsArray(), instance => Assert.False(grammar.Takes(instance), $"{instance?.ToJsonString()} must not be possible"));
    }

    [Theory, MemberData(nameof(Refusals)), Trait("Category", "Golden")]
    public void What_is_no_schema_or_has_no_value_is_refused(string line)
    {
        if (line == "") Assert.Skip("no fixture folder holds schemas to refuse");

        Assert.Throws<ConstraintException>(() => SchemaCompiler.Compile(JsonNode.Parse(line)!["schema"]));
    }

    /// <summary>Prints what was refused although it may be supported.</summary>
    public sealed class Tally : IDisposable
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Refused { get; } = [];

        public void Dispose() => TestContext.Current.SendDiagnosticMessage($"schemas that may be refused and are: {Refused.Count}; {string.Join("; ", Refused.Order())}");
    }
}
