using System.Text.Json.Nodes;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.ToolCalls;

/// <summary>Replies in every family's form; format, rules and source in ../shared/fixtures/README-text.md.</summary>
public sealed class ToolCallsGoldenTests
{
    public static TheoryData<string> Files => [.. Fixtures.Files("toolcalls", "*.jsonl").DefaultIfEmpty("")];

    [Theory, MemberData(nameof(Files)), Trait("Category", "Golden")]
    public void Every_split_of_a_reply_parses_as_expected(string file)
    {
        if (file == "") Assert.Skip("no fixture folder holds tool call cases");
        var cases = File.ReadLines(file).Select(line => JsonNode.Parse(line)!).ToList();
        var families = cases.Select(each => (string)each["family"]!);
        if (families.FirstOrDefault(family => !ReplyParser.Formats.Contains(family)) is { } unknown)
            Assert.Skip($"call format {unknown} is not built yet");

        var failures = cases.Index().SelectMany(pair => Failures(pair.Index, pair.Item).Take(1)).ToList();

        Assert.True(failures.Count == 0, $"{failures.Count} of {cases.Count} cases fail in {Fixtures.NameOf(file)}:\n{string.Join("\n", failures.Take(5))}");
    }

    private static IEnumerable<string> Failures(int index, JsonNode reply)
    {
        var expectation = reply["expected"]!;
        var calls = expectation["tool_calls"]!.AsArray().Select(call => new ToolCallPart((string)call!["name"]!, call["arguments"]!.ToJsonString()));
        var expected = new ParsedReply((string)expectation["content"]!, (string)expectation["reasoning"]!, [.. calls]);
        var options = new ReplyOptions { Tools = Tools(reply["tools"]), PromptOpensReasoning = (bool?)reply["prompt_opens_reasoning"] ?? false };
        foreach (var pieces in ParsedReply.Splits((string)reply["raw"]!))
        {
            var parser = ReplyParser.Create((string)reply["family"]!, options);
            var parts = new List<ReplyPart>();
            foreach (var piece in pieces) parser.Feed(piece, parts);
            parser.Finish(parts);
            var actual = ParsedReply.From(parts);
            if (!actual.SameAs(expected))
                yield return $"{index} '{(string)reply["note"]!}' in {pieces.Length} pieces, the first of {pieces[0].Length}: {actual} instead of {expected}";
        }
    }

    private static List<ToolDefinition> Tools(JsonNode? tools) => [.. (tools?.AsArray() ?? []).Select(tool => Tool(tool!["function"]!))];

    private static ToolDefinition Tool(JsonNode function) => new((string)function["name"]!, (string?)function["description"], function["parameters"]);
}
