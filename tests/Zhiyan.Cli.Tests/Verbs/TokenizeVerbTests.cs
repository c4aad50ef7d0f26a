using System.Text.Json.Nodes;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Verbs;

public sealed class TokenizeVerbTests
{
    private static readonly string folder = Path.Combine(Fixtures.Root, "tests", "fixtures", "tokenizers", "own", "llama-bpe");

    public static TheoryData<string> Models() => ["vocab.gguf", "tokenizer.json", "."];

    [Theory, MemberData(nameof(Models))]
    public async Task Turns_text_into_ids_and_back_with_a_bare_vocabulary(string file)
    {
        var model = Path.Combine(folder, file);
        foreach (var line in File.ReadLines(Path.Combine(folder, "cases.jsonl")).Where(line => !line.Contains("text_repeat")).Take(20))
        {
            var expected = JsonNode.Parse(line)!;
            var text = (string)expected["text"]!;

            var plain = await Run.InProcess(["tokenize", "--model", model, "--text-file", "-", "--json"], text);
            var special = await Run.InProcess(["tokenize", "--model", model, "--special", "--text-file", "-", "--json"], text);
            var whole = await Run.InProcess(["tokenize", "--model", model, "--special", "--add-bos", "--text-file", "-", "--json"], text);

            Assert.Equal(Ids(expected["ids_no_special"]), Ids(plain.Json["ids"]));
            Assert.Equal(Ids(expected["ids_special"]), Ids(special.Json["ids"]));
            Assert.Equal(Ids(expected["ids"]), Ids(whole.Json["ids"]));
            if (expected["ids_special"]!.AsArray().Count == 0) continue;
            var ids = string.Join(',', expected["ids_special"]!.AsArray());
            Assert.Equal((string)expected["decoded"]!, (string)(await Run.InProcess("tokenize", "--model", model, "--ids", ids, "--decode", "--json")).Json["text"]!);
            Assert.Equal((string)expected["decoded_skip_special"]!, (string)(await Run.InProcess("tokenize", "--model", model, "--ids", ids, "--decode", "--skip-special", "--json")).Json["text"]!);
        }
    }

    [Fact]
    public async Task Refuses_an_id_beyond_the_vocabulary()
    {
        var run = await Run.InProcess("tokenize", "--model", Path.Combine(folder, "vocab.gguf"), "--ids", "99999999", "--decode");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("99999999", run.Error);
    }

    private static int[] Ids(JsonNode? ids) => [.. ids!.AsArray().Select(id => (int)id!)];
}
