using Zhiyan.Inference.Tokenizers.Patterns;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// What <c>tokenizer.ggml.pre</c> names: how a byte-level vocabulary cuts text before merging. Each model's own patterns, applied in turn;
/// which name means which is llama.cpp's list (src/llama-vocab.cpp).
/// </summary>
/// <param name="WholeTokensFirst">A piece that is a token is that token, whatever the merges say.</param>
/// <param name="AddBos">The text begins with BOS unless the file says otherwise.</param>
internal sealed record Splitter(IReadOnlyList<string> Patterns, bool WholeTokensFirst = false, bool AddBos = false)
{
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Lines and the breaks between them.</summary>
    public const string Lines = @"[^\n]+|[\n]+";

    private const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string Spaces = @"\s*[\r\n]+|\s+(?!\S)|\s+";
    private const string Symbols = @" ?[^\s\p{L}\p{N}]+[\r\n]*";
    private const string Words = @"[^\r\n\p{L}\p{N}]?\p{L}+";

    // A run of capitals and then of small letters; letters without case are both.
    private const string Capitals = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
    private const string Smalls = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";
    private const string CasedWords = $@"[^\r\n\p{{L}}\p{{N}}]?{Capitals}*{Smalls}+|[^\r\n\p{{L}}\p{{N}}]?{Capitals}+{Smalls}*";
    private const string CasedWordsWithContractions =
        $@"[^\r\n\p{{L}}\p{{N}}]?{Capitals}*{Smalls}+{Contractions}?|[^\r\n\p{{L}}\p{{N}}]?{Capitals}+{Smalls}*{Contractions}?";

    private static readonly Dictionary<string, Splitter> ByName = Table();

    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    public static Splitter? Find(string name) => ByName.GetValueOrDefault(name);

    public IEnumerable<PreTokenizer> PreTokenizers() => Patterns.Select(Step);

    /// <summary>A step that cuts out the matches of a pattern.</summary>
    /// <exception cref="FormatException">The pattern is broken, or uses syntax that is not supported.</exception>
    public static PreTokenizer Step(string pattern) =>
        pattern == DigitTriples.Pattern ? new DigitTriples() : new PreTokenizer.Split(Pattern.Parse(pattern));

    private static Dictionary<string, Splitter> Table()
    {
        var table = new Dictionary<string, Splitter>(StringComparer.Ordinal);

        Add(new Splitter([Gpt2]), "gpt-2", "phi-2", "mpt", "olmo", "jais", "exaone4", "gigachat", "modern-bert", "mellum");
        Add(new Splitter([@"\p{N}", Gpt2]), "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b");
        Add(new Splitter([$@"{Contractions}|{Words}|\p{{N}}|{Symbols}|{Spaces}"]), "qwen2", "deepseek-r1-qwen", "megrez", "stablelm2", "hunyuan");
        Add(new Splitter([$@"{Contractions}|[^\r\n\p{{L}}\p{{N}}]?[\p{{L}}\p{{M}}]+|\p{{N}}| ?[^\s\p{{L}}\p{{M}}\p{{N}}]+[\r\n]*|{Spaces}"]), "qwen35");

        var threeDigits = $@"{Contractions}|{Words}|\p{{N}}{{1,3}}|{Symbols}|{Spaces}";
        Add(new Splitter([threeDigits], WholeTokensFirst: true, AddBos: true),
            "llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "lfm2");
        Add(new Splitter([threeDigits]), "chatglm-bpe", "glm4", "dbrx", "smaug-bpe");
        Add(new Splitter([@"\p{N}{1,3}", $@"{Contractions}|{Words}|\p{{N}}+|{Symbols}|{Spaces}"], WholeTokensFirst: true), "minicpm5");

        const string gpt4o = $@"{CasedWordsWithContractions}|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{Spaces}";
        Add(new Splitter([gpt4o]), "gpt-4o", "llama4", "minimax-m2");
        Add(new Splitter([DigitTriples.Pattern, gpt4o]), "tiny_aya", "cohere2moe");
        Add(new Splitter([$@"{CasedWords}|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{Spaces}"], WholeTokensFirst: true, AddBos: true), "tekken");
        const string notHan = @"&&[^\p{Han}]]";
        var hanApart = CasedWordsWithContractions.Replace(Capitals, Capitals[..^1] + notHan).Replace(Smalls, Smalls[..^1] + notHan);
        Add(new Splitter([$@"[\p{{Han}}]+|{hanApart}|\p{{N}}{{1,3}}|{Symbols}|{Spaces}"]), "kimi-k2");

        Add(new Splitter([
            @"\p{N}{1,3}",
            @"[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+",
            @"[!""#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|" + Spaces]),
            "deepseek-v3", "hunyuan-dense");
        const string eastAsian = @"[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+";
        Add(new Splitter([@"[\r\n]", @"\s?\p{L}+", @"\s?\p{P}+", eastAsian, @"\p{N}"]), "deepseek-coder");
        Add(new Splitter([
            @"[\r\n]", $@"\s?{DeepSeekLetters.Bracket}+", @"\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+", @"\s+$",
            eastAsian, @"\p{N}+"]),
            "deepseek-llm");

        Add(new Splitter([@"[\p{P}$+<=>^~|`]+", Gpt2, "[0-9][0-9][0-9]"]), "falcon");
        const string bloom = @" ?[^(\s|.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C)]+";
        Add(new Splitter([bloom]), "bloom", "poro-chat", "gpt3-finnish");
        return table;

        void Add(Splitter splitter, params ReadOnlySpan<string> names)
        {
            foreach (var name in names) table.Add(name, splitter);
        }
    }
}
