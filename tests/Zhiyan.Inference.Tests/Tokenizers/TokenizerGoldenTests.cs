using System.Globalization;
using System.Text.Json;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Tokenizers;

[Trait("Category", "Golden")]
public sealed class TokenizerGoldenTests
{
    private const int ShownFailures = 5;

    public static TheoryData<string, string> CaseRows => TokenizerFixture.Rows("cases.jsonl");

    public static TheoryData<string, string> UpstreamRows => TokenizerFixture.Rows("upstream.inp");

    public static TheoryData<string, string> StreamRows => TokenizerFixture.Rows("stream.jsonl");

    [Theory]
    [MemberData(nameof(CaseRows))]
    public void Ids_and_text_are_those_of_the_reference(string folder, string file)
    {
        using var fixture = TokenizerFixture.OpenOrSkip(folder, file);
        var failures = new List<string>();

        var index = 0;
        foreach (var expected in fixture.Cases)
        {
            if (expected.TryGetProperty("text_repeat", out var repeat)) CheckRepeat(fixture.Tokenizer, expected, repeat, Fail);
            else CheckCase(fixture, expected, Fail);
            index++;
        }

        TokenizerFixture.Report(folder, file, $"{index} cases run, 0 skipped");
        Assert.True(failures.Count == 0, $"{failures.Count} of {index} cases:\n{string.Join('\n', failures.Take(ShownFailures))}");

        void Fail(string what) => failures.Add($"case {index}: {what}");
    }

    [Theory]
    [MemberData(nameof(StreamRows))]
    public void A_stream_never_shows_half_a_character(string folder, string file)
    {
        using var fixture = TokenizerFixture.OpenOrSkip(folder, file);
        var failures = new List<string>();

        var index = 0;
        foreach (var expected in fixture.Streams)
        {
            var decoder = fixture.Tokenizer.StartDecoding(skipSpecial: false);
            string[] chunks = [.. TokenizerFixture.Ids(expected.GetProperty("ids")).Select(decoder.Next), decoder.Flush()];
            string[] wanted = [.. expected.GetProperty("chunks").EnumerateArray().Select(chunk => chunk.GetString()!)];
            if (!chunks.SequenceEqual(wanted)) failures.Add($"stream {index}: {Show(chunks)} instead of {Show(wanted)}");
            index++;
        }

        TokenizerFixture.Report(folder, file, $"{index} streams run, 0 skipped");
        Assert.True(failures.Count == 0, $"{failures.Count} of {index} streams:\n{string.Join('\n', failures.Take(ShownFailures))}");
    }

    /// <summary>llama.cpp's own vectors: texts with a line between, and a line of ids for each.</summary>
    [Theory]
    [MemberData(nameof(UpstreamRows))]
    public void Ids_are_those_of_llama_cpp(string folder, string file)
    {
        using var fixture = TokenizerFixture.OpenOrSkip(folder, file);
        var texts = File.ReadAllText(Path.Combine(folder, "upstream.inp")).Split("\n__ggml_vocab_test__\n")[..^1];
        var lines = File.ReadLines(Path.Combine(folder, "upstream.out"));
        int[][] wanted = [.. lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray())];

        int[][] found = [.. texts.Select(text => fixture.Tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false))];

        TokenizerFixture.Report(folder, file, $"{found.Length} upstream texts run, 0 skipped");
        Assert.Equal(wanted, found);
    }

    /// <summary>A fixture whose splitter is missing is skipped; these must not be.</summary>
    [Theory]
    [InlineData("qwen2", "deepseek-r1-qwen")]
    [InlineData("llama-bpe", "llama3", "llama-v3", "falcon3", "pixtral", "lfm2")]
    [InlineData("gpt-2", "phi-2", "mpt", "olmo")]
    [InlineData("smollm", "starcoder", "refact", "command-r")]
    public void Names_of_one_splitter_mean_the_same(string name, params string[] others)
    {
        Assert.NotNull(Splitter.Find(name));
        Assert.All(others, other => Assert.Same(Splitter.Find(name), Splitter.Find(other)));
    }

    [Fact]
    public void The_default_model_reads_text_as_its_golden_file_says()
    {
        var golden = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Fixtures.SharedPath("models", "golden.json")));
        var tokenizer = TokenizerFixture.OpenGguf(Fixtures.SharedPath("models", "zhiyan-mini-Q4_0-00001-of-00003.gguf"));

        var cases = golden.GetProperty("mini").GetProperty("tokenizer").EnumerateArray().ToList();

        Assert.All(cases, expected => Assert.Equal(
            TokenizerFixture.Ids(expected.GetProperty("ids")),
            tokenizer.Encode(expected.GetProperty("text").GetString()!, SpecialTokens.Parse, addBosEos: false)));
    }

    private static void CheckCase(TokenizerFixture fixture, JsonElement expected, Action<string> fail)
    {
        var tokenizer = fixture.Tokenizer;
        var text = expected.GetProperty("text").GetString()!;
        var isOfLlamaCpp = !expected.TryGetProperty("decoded", out _);
        if (isOfLlamaCpp && tokenizer is WordPieceTokenizer && text.Any(DiffersInLlamaCpp)) return;
        var lists = fixture.IsGguf && expected.TryGetProperty("ids_gguf", out var own) ? own : expected;
        var tie = expected.TryGetProperty("tie", out var other) ? TokenizerFixture.Ids(other) : null;
        CheckIds("ids", tokenizer.Encode(text, SpecialTokens.Parse, addBosEos: true));
        CheckIds("ids_special", tokenizer.Encode(text, SpecialTokens.Parse, addBosEos: false));
        CheckIds("ids_no_special", tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false));

        if (tokenizer is UnigramTokenizer && text.Contains("<0x", StringComparison.Ordinal)) return;    // the reference decodes the letters "<0x41>" as a byte
        var ids = TokenizerFixture.Ids(expected.GetProperty("ids_special"));
        CheckText("decoded", tokenizer.Decode(ids, skipSpecial: false));
        CheckText("decoded_skip_special", tokenizer.Decode(ids, skipSpecial: true));

        void CheckIds(string name, int[] found)
        {
            var wanted = TokenizerFixture.Ids(lists.GetProperty(name));
            if (!found.SequenceEqual(wanted) && !(tie is not null && Bare(found).SequenceEqual(Bare(tie)))) fail($"{Show(text)}: {name} {string.Join(' ', found)} instead of {string.Join(' ', wanted)}");
        }

        // A tie is given once, for the lists with and without what goes around a text.
        IEnumerable<int> Bare(int[] list) => list.Where(id => !tokenizer.Vocabulary.Before.Contains(id) && !tokenizer.Vocabulary.After.Contains(id));

        void CheckText(string name, string found)
        {
            if (expected.TryGetProperty(name, out var wanted) && found != wanted.GetString()) fail($"{name} {Show(found)} instead of {Show(wanted.GetString()!)}");
        }
    }

    /// <summary>
    /// Where llama.cpp's WordPiece is not BERT's: of a syllable that Unicode decomposes it keeps the first letter only, it drops the vowel signs
    /// of Indic scripts, and it parts words at control characters and at U+2581 (README-text.md names some of it).
    /// </summary>
    private static bool DiffersInLlamaCpp(char unit) =>
        unit is >= '\uAC00' and <= '\uD7A3' or '\v' or '\f' or '\u0085' or '\u2581' || char.GetUnicodeCategory(unit) == UnicodeCategory.SpacingCombiningMark;

    private static void CheckRepeat(Tokenizer tokenizer, JsonElement expected, JsonElement repeat, Action<string> fail)
    {
        var unit = repeat.GetProperty("unit").GetString()!;
        var text = string.Concat(Enumerable.Repeat(unit, repeat.GetProperty("count").GetInt32()));
        var ids = tokenizer.Encode(text, SpecialTokens.Plain, addBosEos: false);
        if (ids.Length != expected.GetProperty("ids_len").GetInt32()) fail($"{Show(unit)} repeated: {ids.Length} ids");
        else if (TokenizerFixture.Sha256(ids) != expected.GetProperty("ids_sha256").GetString()) fail($"{Show(unit)} repeated: other ids");
    }

    private static string Show(object value) => JsonSerializer.Serialize(value);
}
