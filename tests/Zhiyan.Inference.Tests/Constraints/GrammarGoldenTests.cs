using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Constraints;

/// <summary>Grammars and regular expressions with texts they accept and reject; format and source in ../shared/fixtures/README-text.md.</summary>
public sealed class GrammarGoldenTests
{
    public static TheoryData<string> Files => [.. Fixtures.Files("grammar", "gbnf.jsonl").Concat(Fixtures.Files("grammar", "regex.jsonl")).DefaultIfEmpty("")];

    [Theory, MemberData(nameof(Files)), Trait("Category", "Golden")]
    public void What_is_accepted_can_be_generated_in_any_tokens_and_nothing_else_ends(string file)
    {
        if (file == "") Assert.Skip("no fixture folder holds grammars");
        var random = new Random(7);

        var failures = File.ReadLines(file).Select(line => JsonNode.Parse(line)!).SelectMany(each => Failures(each, random)).ToList();

        Assert.True(failures.Count == 0, $"{failures.Count} texts fail in {Fixtures.NameOf(file)}:\n{string.Join("\n", failures.Take(10))}");
    }

    private static IEnumerable<string> Failures(JsonNode each, Random random)
    {
        foreach (var compiler in (ConstraintCompiler[])[ConstraintVocabularies.Bytes, ConstraintVocabularies.Merged])
        {
            var constraint = compiler.Compile(each["grammar"] is { } grammar ? new GbnfConstraint((string)grammar!) : new RegexConstraint((string)each["regex"]!));
            foreach (var (list, expected) in ((string, bool)[])[("accept", true), ("reject", false)])
            {
                foreach (var text in each[list]!.AsArray().Select(text => (string)text!))
                {
                    if (compiler.Generates(constraint, text) != expected || compiler.GeneratesAtRandom(constraint, text, random) != expected)
                        yield return $"{(string)each["name"]!} should {list} '{text}' over {compiler.Tokenizer.VocabularySize} tokens";
                }
            }
        }
    }
}
