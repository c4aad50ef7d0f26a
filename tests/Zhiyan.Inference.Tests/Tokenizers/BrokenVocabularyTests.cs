using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers;

namespace Zhiyan.Inference.Tests.Tokenizers;

public sealed class BrokenVocabularyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("zhiyan-").FullName;

    public static TheoryData<string, object?, string> BrokenKeys => new()
    {
        { "model", "rwkv", "'rwkv' is not built yet" },
        { "pre", "klingon", "'klingon' of 'tokenizer.ggml.pre' is not built yet; those that work are bloom," },
        { "pre", null, "'tokenizer.ggml.pre' is missing" },
        { "merges", new[] { "h i", "x yz" }, "merge 1 ('x' + 'yz') needs the token 'yz'" },
        { "merges", new[] { "hi" }, "merge 0 is 'hi'" },
        { "merges", null, "'tokenizer.ggml.merges' is missing" },
        { "tokens", new[] { "a", "b" }, "there are 2 tokens, but 260 token types" },
        { "token_type", null, "'tokenizer.ggml.token_type' is missing" },
        { "eos_token_id", 260L, "'tokenizer.ggml.eos_token_id' is 260" },
        { "add_bos_token", true, "'tokenizer.ggml.bos_token_id' is missing" },
    };

    public static TheoryData<string, string, string> BrokenJson => new()
    {
        { "model.type", "\"WordLevel\"", "'WordLevel' is not built yet" },
        { "model.merges", "[[\"a\", \"?\"]]", "needs the token 'a?'" },
        { "model.merges", "[[\"a\"]]", "merge 0 is" },
        { "model.merges", "7", "this is not a tokenizer file" },
        { "model.vocab", "{\"a\": 0, \"b\": 0}", "the id 0 belongs to 'a' and to 'b'" },
        { "model.vocab", "{\"a\": -1}", "has the id -1" },
        { "model.vocab", "{\"a\": 99999999}", "has the id 99999999" },
        { "model.vocab", "{\"a\": 0}", "no token for the byte 0x00" },
        { "model.dropout", "0.1", "'dropout' is not built yet" },
        { "normalizer", "{\"type\": \"Lowercase\"}", "the normalizer {\"type\":\"Lowercase\"} is not built yet" },
        { "pre_tokenizer", "null", "is not built yet" },
        { "pre_tokenizer", """{"type": "Split", "pattern": {"Regex": "(?<=a)b"}, "behavior": "Isolated"}""", "the splitting pattern '(?<=a)b' is not built yet" },
        { "pre_tokenizer", """{"type": "Split", "pattern": {"Regex": "a"}, "behavior": "Sideways"}""", "\"Sideways\" is none of Isolated" },
        { "pre_tokenizer", """{"type": "Split", "pattern": {"Regex": null}, "behavior": "Isolated"}""", "a text is null" },
        { "pre_tokenizer", "[]", "this is not a tokenizer file" },
        { "post_processor", """{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}], "special_tokens": {"x": {"ids": [999]}}}""", "adds the token 999" },
        { "post_processor", "{\"type\": \"BertProcessing\"}", "the post-processor" },
        { "decoder", "{\"type\": \"CTC\"}", "the decoder" },
    };

    [Theory]
    [MemberData(nameof(BrokenKeys))]
    public void A_broken_GGUF_vocabulary_is_refused_with_the_reason(string key, object? value, string reason)
    {
        var values = TinyVocabulary.ByteLevel();

        var error = Assert.Throws<ModelFormatException>(() => TinyVocabulary.Open(value is null ? values.Without(key) : values.With(key, value)));

        Assert.StartsWith("tiny.gguf: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_ids_with_one_text_are_refused()
    {
        var error = Assert.Throws<ModelFormatException>(() => TinyVocabulary.Open(TinyVocabulary.ByteLevel(("hi", TokenKind.Normal))));

        Assert.Contains("the tokens 256 and 260 are both 'hi'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_without_a_token_is_named()
    {
        var byteLevel = TinyVocabulary.ByteLevel();
        ((string[])byteLevel["tokenizer.ggml.tokens"])['a'] = "other";
        var sentencePiece = TinyVocabulary.SentencePiece();
        ((string[])sentencePiece["tokenizer.ggml.tokens"])[3 + 0x0A] = "other";

        Assert.Contains("0x61", Assert.Throws<ModelFormatException>(() => TinyVocabulary.Open(byteLevel)).Message, StringComparison.Ordinal);
        Assert.Contains("0x0A", Assert.Throws<ModelFormatException>(() => TinyVocabulary.Open(sentencePiece)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_splitter_can_be_named_by_the_caller()
    {
        var tokenizer = TinyVocabulary.Open(TinyVocabulary.ByteLevel().Without("pre"), "qwen2");

        Assert.Equal([256], tokenizer.Encode("hi", SpecialTokens.Plain, addBosEos: false));
    }

    [Theory]
    [MemberData(nameof(BrokenJson))]
    public void A_broken_tokenizer_file_is_refused_with_the_reason(string key, string value, string reason)
    {
        var path = Write(Replace(TinyJson(), key, JsonNode.Parse(value)));

        var error = Assert.Throws<ModelFormatException>(() => Tokenizer.FromTokenizerJson(path));

        Assert.StartsWith($"{path}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void What_is_no_tokenizer_file_is_refused(string content)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        File.WriteAllText(path, content);

        Assert.Contains("this is not a tokenizer file", Assert.Throws<ModelFormatException>(() => Tokenizer.FromTokenizerJson(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_beside_it_names_the_tokens_that_begin_and_end_a_text()
    {
        var path = Write(TinyJson());
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"bos_token": null, "eos_token": {"content": "<end>"}}""");

        var vocabulary = Tokenizer.FromTokenizerJson(path).Vocabulary;

        Assert.Null(vocabulary.Bos);
        Assert.Equal(256, vocabulary.Eos);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static JsonObject TinyJson()
    {
        var vocabulary = new JsonObject();
        for (var value = 0; value < 256; value++) vocabulary[ByteAlphabet.Of((byte)value).ToString()] = value;
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(new JsonObject { ["id"] = 256, ["content"] = "<end>", ["special"] = true }),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel" },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray() },
        };
    }

    private static JsonObject Replace(JsonObject root, string key, JsonNode? value)
    {
        var parts = key.Split('.');
        (parts.Length == 1 ? root : root[parts[0]]!.AsObject())[parts[^1]] = value;
        return root;
    }

    private string Write(JsonObject root)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        File.WriteAllText(path, root.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        return path;
    }
}
