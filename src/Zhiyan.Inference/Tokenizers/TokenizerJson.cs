using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// Builds a tokenizer from a <c>tokenizer.json</c> (Hugging Face tokenizers, 0.23) of model type BPE, Unigram or WordPiece. What it asks for
/// and we lack is refused by name, never ignored.
/// </summary>
internal sealed class TokenizerJson
{
    private const long MaximumBytes = 256 << 20;
    private const int MaximumTokens = 1 << 22;

    private readonly string path;
    private readonly JsonElement root;
    private readonly JsonElement model;

    private TokenizerJson(string path, JsonElement root)
    {
        this.path = path;
        this.root = root;
        model = root.GetProperty("model");
    }

    public static Tokenizer Open(string path)
    {
        if (!File.Exists(path)) throw new ModelFormatException($"{path}: there is no such file; a model folder needs a tokenizer.json.");
        if (new FileInfo(path).Length > MaximumBytes)
            throw new ModelFormatException($"{path}: the file is larger than {MaximumBytes >> 20} MB, which no tokenizer is; fetch it again.");
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            return new TokenizerJson(path, document.RootElement).Read();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // What System.Text.Json throws for text that is no JSON, a key that is absent and a value of another type.
            throw new ModelFormatException($"{path}: this is not a tokenizer file ({error.Message}); fetch it again.", error);
        }
    }

    private Tokenizer Read()
    {
        var pipeline = new TokenizerJsonPipeline(path, root);
        return (Text(model, "type") ?? (model.TryGetProperty("merges", out _) ? "BPE" : "of no type")) switch
        {
            "BPE" => BytePair(pipeline),
            "Unigram" => Unigram(pipeline),
            "WordPiece" => WordPiece(pipeline),
            var type => throw Refused($"the tokenizer model '{type}' is not built yet; BPE, Unigram and WordPiece work"),
        };
    }

    private BytePairTokenizer BytePair(TokenizerJsonPipeline pipeline)
    {
        foreach (var option in (ReadOnlySpan<string>)["dropout", "continuing_subword_prefix", "end_of_word_suffix"])
            if (model.TryGetProperty(option, out var value) && value.GetRawText() is not ("null" or "\"\""))
                throw Refused($"the model's option '{option}' is not built yet");

        var isByteLevel = pipeline.PreTokenizers.OfType<PreTokenizer.ByteLevel>().Any();
        if (!isByteLevel && !Flag(model, "byte_fallback"))
            throw Refused("BPE with neither byte_fallback nor a ByteLevel pre-tokenizer is not built yet");

        var vocabulary = ReadVocabulary(pipeline, TokensById(), Text(model, "unk_token"), hasByteTokens: !isByteLevel);
        return new BytePairTokenizer(
            vocabulary,
            isByteLevel ? TokenBytes.ByteLevel(vocabulary, _ => true) : TokenBytes.SentencePiece(vocabulary, pipeline.LeadsWithSpace),
            pipeline.Normalizer, AddedTokensOf(vocabulary),
            pipeline.PreTokenizers, BytePairMerges.FromRules(path, vocabulary, ReadRules()),
            isByteLevel ? ByteTokens.Alphabet(path, vocabulary) : ByteTokens.Fallback(path, vocabulary), Flag(model, "ignore_merges"));
    }

    private UnigramTokenizer Unigram(TokenizerJsonPipeline pipeline)
    {
        (string Text, float Score)[] pieces =
            [.. model.GetProperty("vocab").EnumerateArray().Select(piece => (piece[0].GetString() ?? "", piece[1].GetSingle()))];
        var unknown = model.GetProperty("unk_id").GetInt32();
        if (unknown < 0 || unknown >= pieces.Length) throw Broken($"the unknown token is {unknown}, but the vocabulary has {pieces.Length}");
        var fallsBack = Flag(model, "byte_fallback");
        var vocabulary = ReadVocabulary(pipeline, pieces.Select((piece, id) => (id, piece.Text)), pieces[unknown].Text, hasByteTokens: fallsBack);
        var scores = new float[vocabulary.Size];
        for (var id = 0; id < pieces.Length; id++) scores[id] = pieces[id].Score;
        return new UnigramTokenizer(
            vocabulary, TokenBytes.SentencePiece(vocabulary, pipeline.LeadsWithSpace), pipeline.Normalizer, AddedTokensOf(vocabulary),
            pipeline.PreTokenizers, scores, unknown, fallsBack ? ByteTokens.Fallback(path, vocabulary) : null);
    }

    private WordPieceTokenizer WordPiece(TokenizerJsonPipeline pipeline)
    {
        var spelling = new WordPieceSpelling(Text(model, "continuing_subword_prefix") ?? WordPieceSpelling.Bert.Mark, MarksStarts: false);
        var vocabulary = ReadVocabulary(pipeline, TokensById(), Text(model, "unk_token") ?? "[UNK]", hasByteTokens: false);
        return new WordPieceTokenizer(
            vocabulary, TokenBytes.WordPiece(vocabulary, spelling), pipeline.Normalizer, AddedTokensOf(vocabulary), pipeline.PreTokenizers, spelling,
            vocabulary.Unknown ?? throw Broken("the vocabulary has no unknown token"), model.GetProperty("max_input_chars_per_word").GetInt32());
    }

    private IEnumerable<(int Id, string Text)> TokensById() =>
        model.GetProperty("vocab").EnumerateObject().Select(token => (token.Value.GetInt32(), token.Name));

    private List<AddedToken> AddedTokensOf(Vocabulary vocabulary) =>
        [.. ReadAddedTokens().Select(token => token with { IsControl = vocabulary.IsControl(token.Id) })];

    private Vocabulary ReadVocabulary(TokenizerJsonPipeline pipeline, IEnumerable<(int Id, string Text)> tokens, string? unknownText, bool hasByteTokens)
    {
        var texts = new List<string>();
        var kinds = new List<TokenKind>();
        foreach (var (id, text) in tokens) Put(id, text, hasByteTokens && TokenBytes.TryParseByte(text, out _) ? TokenKind.Byte : TokenKind.Normal);
        foreach (var token in ReadAddedTokens()) Put(token.Id, token.Text, token.IsControl ? TokenKind.Control : TokenKind.UserDefined);

        var names = SpecialNames();
        int? Id(string key) => names.TryGetValue(key, out var name) && texts.IndexOf(name) is >= 0 and var id ? id : null;
        var unknown = unknownText is not null && texts.IndexOf(unknownText) is >= 0 and var found ? found : Id("unk_token");
        if (unknown is { } shown) kinds[shown] = TokenKind.Unknown;
        foreach (var id in (int[])[.. pipeline.Before, .. pipeline.After])
            if (id < 0 || id >= texts.Count) throw Broken($"the post-processor adds the token {id}, but the vocabulary has {texts.Count}");
        int? bos = Id("bos_token") ?? First(pipeline.Before), eos = Id("eos_token") ?? First(pipeline.After);
        foreach (var id in (int?[])[bos, eos])
            if (id is { } role && kinds[role] == TokenKind.UserDefined) kinds[role] = TokenKind.Control;
        return new Vocabulary(path, [.. texts], [.. kinds])
        {
            Bos = bos,
            Eos = eos,
            Unknown = unknown,
            Padding = Id("pad_token"),
            Before = pipeline.Before,
            After = pipeline.After,
        };

        void Put(int id, string token, TokenKind kind)
        {
            if (id is < 0 or >= MaximumTokens) throw Broken($"the token '{token}' has the id {id}, and ids run from 0 to {MaximumTokens - 1}");
            while (texts.Count <= id)
            {
                texts.Add("");
                kinds.Add(TokenKind.Unused);
            }
            if (texts[id].Length > 0 && texts[id] != token) throw Broken($"the id {id} belongs to '{texts[id]}' and to '{token}'");
            (texts[id], kinds[id]) = (token, kind);
        }

        static int? First(int[] ids) => ids.Length > 0 ? ids[0] : null;
    }

    private IEnumerable<AddedToken> ReadAddedTokens() =>
        root.TryGetProperty("added_tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Array
            ? tokens.EnumerateArray().Select(token => new AddedToken(
                token.GetProperty("id").GetInt32(), token.GetProperty("content").GetString() ?? "", Flag(token, "special"),
                Flag(token, "lstrip"), Flag(token, "rstrip"), Flag(token, "single_word"), Flag(token, "normalized")))
            : [];

    /// <summary>A rule is a list of two tokens or, in older files, one string with a space between.</summary>
    private (string, string)[] ReadRules()
    {
        var rules = new List<(string, string)>();
        foreach (var rule in model.GetProperty("merges").EnumerateArray())
        {
            string[] tokens = rule.ValueKind == JsonValueKind.Array
                ? [.. rule.EnumerateArray().Select(token => token.GetString() ?? "")]
                : rule.GetString()?.Split(' ') ?? [];
            if (tokens is not [{ Length: > 0 } left, { Length: > 0 } right])
                throw Broken($"merge {rules.Count} is {rule.GetRawText()}, not two tokens");
            rules.Add((left, right));
        }
        return [.. rules];
    }

    /// <summary>Which tokens play a part, as <c>tokenizer_config.json</c> tells: a name, or an object that holds it.</summary>
    private Dictionary<string, string> SpecialNames()
    {
        var names = new Dictionary<string, string>();
        var config = JsonFile.TryOpen(Path.Combine(Path.GetDirectoryName(path) ?? "", "tokenizer_config.json"));
        foreach (var key in (ReadOnlySpan<string>)["bos_token", "eos_token", "unk_token", "pad_token"])
            if ((config?.Node(key) is JsonObject ? config.Object(key)?.String("content") : config?.String(key)) is { } name) names[key] = name;
        return names;
    }

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private ModelFormatException Broken(string what) => Refused($"{what}; fetch the file again");

    private ModelFormatException Refused(string what) => new($"{path}: {what}.");
}
