using System.Text;
using System.Text.Json;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers.Patterns;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>The steps around the model of a <c>tokenizer.json</c>: normalizer, pre_tokenizer, post_processor, decoder.</summary>
internal sealed class TokenizerJsonPipeline
{
    private const int MaximumDepth = 8;

    private readonly string path;
    private readonly List<int> before = [];
    private readonly List<int> after = [];

    public TokenizerJsonPipeline(string path, JsonElement root)
    {
        this.path = path;
        Normalizer = new Normalizer.InTurn([.. Steps(root, "normalizer", "normalizers").Select(ReadNormalizer)]);
        PreTokenizers = [.. Steps(root, "pre_tokenizer", "pretokenizers").SelectMany(ReadPreTokenizer)];
        foreach (var step in Steps(root, "post_processor", "processors")) ReadPostProcessor(step);
        foreach (var step in Steps(root, "decoder", "decoders")) LeadsWithSpace |= ReadDecoder(step);
    }

    public Normalizer Normalizer { get; }

    public IReadOnlyList<PreTokenizer> PreTokenizers { get; }

    /// <summary>The ids put in front of a text.</summary>
    public int[] Before => [.. before];

    public int[] After => [.. after];

    /// <summary>Decoding drops a space at the start.</summary>
    public bool LeadsWithSpace { get; }

    /// <summary>A step, or the steps of a Sequence, which may hold others.</summary>
    private IEnumerable<JsonElement> Steps(JsonElement owner, string name, string list)
    {
        if (!owner.TryGetProperty(name, out var step) || step.ValueKind == JsonValueKind.Null) return [];
        return Flatten(step, list, depth: 0);
    }

    private IEnumerable<JsonElement> Flatten(JsonElement step, string list, int depth)
    {
        if (depth > MaximumDepth) throw Refused($"a Sequence of steps nests deeper than {MaximumDepth}");
        return Type(step) == "Sequence"
            ? step.GetProperty(list).EnumerateArray().SelectMany(inner => Flatten(inner, list, depth + 1))
            : [step];
    }

    private Normalizer ReadNormalizer(JsonElement step) => Type(step) switch
    {
        "NFC" => Normalizer.Form.Of(path, NormalizationForm.FormC),
        "Precompiled" => CharacterMap.Parse(path, step.GetProperty("precompiled_charsmap").GetBytesFromBase64()),
        "BertNormalizer" => ReadBert(step),
        "Strip" => new Normalizer.Trim(Flag(step, "strip_left"), Flag(step, "strip_right"), onlySpaces: false),
        "Replace" when IsRunOfSpaces(step) && step.GetProperty("content").ValueEquals(" ") => new Normalizer.SingleSpaces(),
        "Prepend" => new Normalizer.InFront(Text(step.GetProperty("prepend"))),
        "Replace" when Literal(step) is { Length: > 0 } from => new Normalizer.Replace(from, Text(step.GetProperty("content"))),
        _ => throw NotBuilt("normalizer", step),
    };

    private BertNormalizer ReadBert(JsonElement step)
    {
        var lowercases = Flag(step, "lowercase", otherwise: true);
        var accents = step.TryGetProperty("strip_accents", out var strip) && strip.ValueKind != JsonValueKind.Null ? strip.GetBoolean() : lowercases;
        return new BertNormalizer(path, Flag(step, "clean_text", otherwise: true), Flag(step, "handle_chinese_chars", otherwise: true), accents, lowercases);
    }

    private static bool IsRunOfSpaces(JsonElement step) =>
        step.GetProperty("pattern").TryGetProperty("Regex", out var regex) && regex.ValueEquals(" {2,}");

    private IEnumerable<PreTokenizer> ReadPreTokenizer(JsonElement step)
    {
        switch (Type(step))
        {
            case "Split":
                return [ReadSplit(step)];
            case "ByteLevel":
                var mapping = new PreTokenizer.ByteLevel(Flag(step, "add_prefix_space"));
                return Flag(step, "use_regex", otherwise: true) ? [new PreTokenizer.Split(Pattern.Parse(Splitter.Gpt2)), mapping] : [mapping];
            case "BertPreTokenizer":
                return PreTokenizer.Bert();
            case "WhitespaceSplit":
                return [new PreTokenizer.Split(Pattern.Parse(@"\s+"), SplitBehavior.Removed)];
            case "Digits":
                return [new PreTokenizer.Split(Pattern.Parse(Flag(step, "individual_digits") ? @"\p{N}" : @"\p{N}+"))];
            case "Punctuation":
                return [new PreTokenizer.Split(Pattern.Parse(@"[\p{P}$+<=>^`|~]"), Behavior(step))];
            case "Metaspace" when step.GetProperty("replacement").ValueEquals(TokenBytes.Space):
                var prefix = step.TryGetProperty("prepend_scheme", out var scheme) && scheme.ValueKind == JsonValueKind.String
                    ? Parse<MetaspacePrefix>(scheme)
                    : Flag(step, "add_prefix_space", otherwise: true) ? MetaspacePrefix.Always : MetaspacePrefix.Never;
                var rewriting = new PreTokenizer.Metaspace(prefix);
                return Flag(step, "split", otherwise: true)
                    ? [rewriting, new PreTokenizer.Split(Pattern.Parse(TokenBytes.Space), SplitBehavior.MergedWithNext)]
                    : [rewriting];
            default:
                throw NotBuilt("pre-tokenizer", step);
        }
    }

    private PreTokenizer ReadSplit(JsonElement step)
    {
        var pattern = step.GetProperty("pattern");
        var text = pattern.TryGetProperty("Regex", out var regex) ? Text(regex) : Escape(Text(pattern.GetProperty("String")));
        var behavior = Behavior(step);
        var inverted = Flag(step, "invert");
        try
        {
            return behavior == SplitBehavior.Isolated && !inverted
                ? Splitter.Step(text)
                : new PreTokenizer.Split(Pattern.Parse(text), behavior, inverted);
        }
        catch (FormatException error)
        {
            throw Refused($"the splitting pattern '{text}' is not built yet ({error.Message})");
        }
    }

    private static string Escape(string literal) =>
        string.Concat(literal.Select(unit => char.IsAscii(unit) && !char.IsLetterOrDigit(unit) ? $"\\{unit}" : $"{unit}"));

    private SplitBehavior Behavior(JsonElement step) => Parse<SplitBehavior>(step.GetProperty("behavior"));

    private T Parse<T>(JsonElement value) where T : struct, Enum =>
        Enum.TryParse<T>(value.GetString(), ignoreCase: true, out var parsed)
            ? parsed
            : throw Refused($"the option {value.GetRawText()} is none of {string.Join(", ", Enum.GetNames<T>())}");

    private void ReadPostProcessor(JsonElement step)
    {
        switch (Type(step))
        {
            case "ByteLevel":              // moves offsets only
                return;
            case "TemplateProcessing":
                var side = before;
                foreach (var part in step.GetProperty("single").EnumerateArray())
                {
                    if (part.TryGetProperty("Sequence", out _))
                    {
                        side = after;
                    }
                    else
                    {
                        var name = Text(part.GetProperty("SpecialToken").GetProperty("id"));
                        var ids = step.GetProperty("special_tokens").GetProperty(name).GetProperty("ids");
                        side.AddRange(ids.EnumerateArray().Select(id => id.GetInt32()));
                    }
                }
                return;
            default:
                throw NotBuilt("post-processor", step);
        }
    }

    /// <summary>True for a step that drops a space at the start. The others are what <see cref="TokenBytes"/> does.</summary>
    private bool ReadDecoder(JsonElement step) => Type(step) switch
    {
        "ByteLevel" or "ByteFallback" or "Fuse" => false,
        "Replace" when Literal(step) == TokenBytes.Space && step.GetProperty("content").ValueEquals(" ") => false,
        "Strip" when step.GetProperty("content").ValueEquals(" ") && Number(step, "start") == 1 && Number(step, "stop") == 0 => true,
        "WordPiece" => true,
        "Metaspace" => !(step.TryGetProperty("prepend_scheme", out var scheme) && scheme.ValueEquals("never")),
        _ => throw NotBuilt("decoder", step),
    };

    private static string? Literal(JsonElement step) =>
        step.GetProperty("pattern").TryGetProperty("String", out var literal) ? literal.GetString() : null;

    private static bool Flag(JsonElement element, string name, bool otherwise = false) =>
        element.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;

    private static int Number(JsonElement step, string name) => step.GetProperty(name).GetInt32();

    private static string Type(JsonElement step) => Text(step.GetProperty("type"));

    private static string Text(JsonElement value) => value.GetString() ?? throw new FormatException("a text is null");

    private ModelFormatException NotBuilt(string what, JsonElement step)
    {
        var text = step.GetRawText();
        return Refused($"the {what} {(text.Length > 300 ? text[..300] + "…" : text)} is not built yet");
    }

    private ModelFormatException Refused(string what) => new($"{path}: {what}.");
}
