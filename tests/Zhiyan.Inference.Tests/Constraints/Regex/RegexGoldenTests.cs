using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Constraints.Regex;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Constraints.Regex;

/// <summary>Whole texts against regular expressions; format and source in ../shared/fixtures/README-text.md.</summary>
public sealed class RegexGoldenTests
{
    public static TheoryData<string> Cases => [.. Fixtures.Files("grammar", "regex.jsonl").SelectMany(File.ReadLines).DefaultIfEmpty("")];

    public static TheoryData<string> Refusals => [.. Fixtures.Files("grammar", "regex-refuse.jsonl").SelectMany(File.ReadLines).DefaultIfEmpty("")];

    [Theory, MemberData(nameof(Cases)), Trait("Category", "Golden")]
    public void Takes_what_matches_as_a_whole_and_nothing_else(string line)
    {
        if (line == "") Assert.Skip("no fixture folder holds regular expressions");
        var given = JsonNode.Parse(line)!;

        var automaton = RegexCompiler.FullMatch((string)given["regex"]!);

        Assert.All(given["accept"]!.AsArray(), text => Assert.True(automaton.Accepts((string)text!), $"'{text}' must match"));
        Assert.All(given["reject"]!.AsArray(), text => Assert.False(automaton.Accepts((string)text!), $"'{text}' must not match"));
    }

    [Theory, MemberData(nameof(Refusals)), Trait("Category", "Golden")]
    public void What_is_no_regular_expression_is_refused(string line)
    {
        if (line == "") Assert.Skip("no fixture folder holds regular expressions to refuse");

        Assert.Throws<ConstraintException>(() => RegexCompiler.FullMatch((string)JsonNode.Parse(line)!["regex"]!));
    }
}
