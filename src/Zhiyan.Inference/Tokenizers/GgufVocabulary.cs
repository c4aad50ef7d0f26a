using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Tokenizers.Patterns;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>Builds a tokenizer from the keys <c>tokenizer.ggml.*</c> (ggml/docs/gguf.md; defaults as in llama.cpp).</summary>
internal sealed class GgufVocabulary
{
    private const string Prefix = "tokenizer.ggml.";

    /// <summary>These begin or end a text, also where a converter marked them as user-defined: what users write must not make them.</summary>
    private static readonly string[] Enclosing = ["<s>", "</s>", "<|endoftext|>"];

    /// <summary>Those of Phi-3 that leave the white space after them alone.</summary>
    private static readonly string[] TakesNothing = ["<unk>", "<s>", "<|endoftext|>"];

    /// <summary>Characters of the longest word that WordPiece cuts, in every published model.</summary>
    private const int LongestWord = 100;

    private readonly GgufMetadata metadata;

    private GgufVocabulary(GgufMetadata metadata) => this.metadata = metadata;

    public static Tokenizer Read(GgufMetadata metadata, string? splitter) => new GgufVocabulary(metadata).Read(splitter);

    private Tokenizer Read(string? splitter) => metadata.RequiredString(Prefix + "model") switch
    {
        "gpt2" => ByteLevel(splitter ?? metadata.String(Prefix + "pre")),
        "llama" => SentencePiece(),
        "gemma4" => Gemma4(),
        "t5" => Unigram(),
        "bert" => WordPiece(),
        var other => throw Refused($"the tokenizer model '{other}' is not built yet; those that work are "
            + "gpt2 (byte-level BPE), llama (SentencePiece BPE), gemma4, t5 (Unigram) and bert (WordPiece)"),
    };

    private BytePairTokenizer ByteLevel(string? name)
    {
        var works = string.Join(", ", Splitter.Names);
        if (name is null)
            throw Refused($"the key '{Prefix}pre' is missing; convert the model again, or name the splitter, one of {works}");
        var splitter = Splitter.Find(name)
            ?? throw Refused($"the splitter '{name}' of '{Prefix}pre' is not built yet; those that work are {works}");

        var vocabulary = ReadVocabulary(new WhenSilent(splitter.AddBos));
        return new BytePairTokenizer(
            vocabulary, TokenBytes.ByteLevel(vocabulary, id => vocabulary.Kind(id) == TokenKind.Normal), Normalizer.None,
            AddedTokens(vocabulary, _ => false),
            [.. splitter.PreTokenizers(), new PreTokenizer.ByteLevel()], BytePairMerges.FromRules(metadata.Path, vocabulary, Rules()),
            ByteTokens.Alphabet(metadata.Path, vocabulary), splitter.WholeTokensFirst);
    }

    private BytePairTokenizer SentencePiece()
    {
        var vocabulary = ReadVocabulary(new WhenSilent(AddBos: true, Unknown: 0, Bos: 1, Eos: 2));
        var scores = Scores(vocabulary);
        var spaceInFront = metadata.Boolean(Prefix + "add_space_prefix") ?? true;
        return new BytePairTokenizer(
            vocabulary, TokenBytes.SentencePiece(vocabulary, leadWithSpace: spaceInFront), Normalizer.SentencePiece(spaceInFront),
            AddedTokens(vocabulary, text => !spaceInFront && text.Contains(' ')),
            [], BytePairMerges.FromScores(vocabulary, scores), ByteTokens.Fallback(metadata.Path, vocabulary), wholeTokensFirst: false);
    }

    private BytePairTokenizer Gemma4()
    {
        var vocabulary = ReadVocabulary(new WhenSilent(AddBos: true));
        return new BytePairTokenizer(
            vocabulary, TokenBytes.SentencePiece(vocabulary, leadWithSpace: false), Normalizer.SentencePiece(spaceInFront: false),
            AddedTokens(vocabulary, text => text.Contains(' ')),
            [new PreTokenizer.Split(Pattern.Parse(Splitter.Lines))],
            BytePairMerges.FromRules(metadata.Path, vocabulary, Rules()), ByteTokens.Fallback(metadata.Path, vocabulary), wholeTokensFirst: false);
    }

    private UnigramTokenizer Unigram()
    {
        // A T5 text has no beginning token; the files of XLM-R models, which are of architecture bert, do not always say that theirs has one.
        var isEncoder = metadata.String("general.architecture") == "bert";
        var unknownType = metadata.Integers(Prefix + "token_type") is { } types ? Array.IndexOf(types, (long)TokenKind.Unknown) : -1;
        var vocabulary = ReadVocabulary(new WhenSilent(
            AddBos: isEncoder, AddEos: metadata.Boolean(Prefix + "add_eos_token") ?? true, Unknown: unknownType >= 0 ? unknownType : 2, Eos: 1));
        var spaceInFront = metadata.Boolean(Prefix + "add_space_prefix") ?? true;
        var steps = new List<Normalizer>();
        if (metadata.Integers(Prefix + "precompiled_charsmap") is { } map) steps.Add(CharacterMap.Parse(metadata.Path, [.. map.Select(value => (byte)value)]));
        if (metadata.Boolean(Prefix + "remove_extra_whitespaces") is true)
            steps.AddRange([new Normalizer.Trim(left: true, right: true, onlySpaces: true), new Normalizer.SingleSpaces()]);
        steps.Add(Normalizer.SentencePiece(spaceInFront));
        var hasBytes = Enumerable.Range(0, vocabulary.Size).Any(id => vocabulary.Kind(id) == TokenKind.Byte);
        return new UnigramTokenizer(
            vocabulary, TokenBytes.SentencePiece(vocabulary, leadWithSpace: spaceInFront), new Normalizer.InTurn(steps),
            AddedTokens(vocabulary, text => !spaceInFront && text.Contains(' ')), [], Scores(vocabulary), vocabulary.Unknown!.Value,
            hasBytes ? ByteTokens.Fallback(metadata.Path, vocabulary) : null);
    }

    private WordPieceTokenizer WordPiece()
    {
        var texts = Tokens();
        int? Named(string text) => Array.IndexOf(texts, text) is >= 0 and var id ? id : null;
        var vocabulary = ReadVocabulary(new WhenSilent(
            AddBos: true, AddEos: metadata.Boolean(Prefix + "add_sep_token") ?? true,
            Unknown: Named("[UNK]"), Bos: Id("cls_token_id", texts.Length) ?? Named("[CLS]"),
            Eos: Id("seperator_token_id", texts.Length) ?? Named("[SEP]")));        // the format spells it so
        var lowercases = metadata.Boolean(Prefix + "normalizer.lowercase") ?? true;
        return new WordPieceTokenizer(
            vocabulary, TokenBytes.WordPiece(vocabulary, WordPieceSpelling.Gguf),
            new BertNormalizer(metadata.Path, cleans: true, partsChinese: true, metadata.Boolean(Prefix + "normalizer.strip_accents") ?? lowercases, lowercases),
            AddedTokens(vocabulary, _ => false), PreTokenizer.Bert(), WordPieceSpelling.Gguf,
            vocabulary.Unknown ?? throw Broken($"the key '{Prefix}unknown_token_id' is missing"), LongestWord);
    }

    private float[] Scores(Vocabulary vocabulary)
    {
        var scores = metadata.Floats(Prefix + "scores") ?? throw Broken($"the key '{Prefix}scores' is missing");
        return scores.Length == vocabulary.Size ? scores : throw Broken($"there are {vocabulary.Size} tokens, but {scores.Length} scores");
    }

    private string[] Tokens() => metadata.Strings(Prefix + "tokens") ?? throw Refused($"the key '{Prefix}tokens' is missing; the file holds no vocabulary");

    private Vocabulary ReadVocabulary(WhenSilent silent)
    {
        var texts = Tokens();
        var types = metadata.Integers(Prefix + "token_type") ?? throw Broken($"the key '{Prefix}token_type' is missing");
        if (types.Length != texts.Length) throw Broken($"there are {texts.Length} tokens, but {types.Length} token types");
        var kinds = new TokenKind[types.Length];
        for (var id = 0; id < kinds.Length; id++) kinds[id] = types[id] is >= 1 and <= 6 ? (TokenKind)types[id] : TokenKind.Unused;

        int? bos = Id("bos_token_id", texts.Length), eos = Id("eos_token_id", texts.Length), eot = Id("eot_token_id", texts.Length);
        for (var id = 0; id < kinds.Length; id++)
        {
            var encloses = id == bos || id == eos || id == eot || Enclosing.Contains(texts[id]);
            if (encloses && kinds[id] == TokenKind.UserDefined) kinds[id] = TokenKind.Control;
        }
        bos ??= silent.Bos;
        eos ??= silent.Eos;
        var addsBos = metadata.Boolean(Prefix + "add_bos_token") ?? (silent.AddBos && bos is not null);
        var addsEos = silent.AddEos || (metadata.Boolean(Prefix + "add_eos_token") ?? false);
        return new Vocabulary(metadata.Path, texts, kinds)
        {
            Bos = bos,
            Eos = eos,
            Eot = eot,
            Unknown = Id("unknown_token_id", texts.Length) ?? silent.Unknown,
            Padding = Id("padding_token_id", texts.Length),
            Before = addsBos
                ? [bos ?? throw Broken($"texts are to begin with BOS, but the key '{Prefix}bos_token_id' is missing")]
                : [],
            After = addsEos
                ? [eos ?? throw Broken($"texts are to end with EOS, but the key '{Prefix}eos_token_id' is missing")]
                : [],
        };

    }

    private int? Id(string key, int tokens)
    {
        if (metadata.Integer(Prefix + key) is not { } id) return null;
        return id >= 0 && id < tokens ? (int)id : throw Broken($"'{Prefix}{key}' is {id}, but the vocabulary has {tokens} tokens");
    }

    /// <summary>
    /// The control tokens of Phi-3 take the white space after them along, which GGUF has no key for; llama.cpp too goes by the name.
    /// </summary>
    private List<AddedToken> AddedTokens(Vocabulary vocabulary, Func<string, bool> isNormalized)
    {
        var model = metadata.String("general.name")?.Replace("-", "", StringComparison.Ordinal) ?? "";
        var isPhi3 = model.Contains("phi3", StringComparison.OrdinalIgnoreCase);
        var added = new List<AddedToken>();
        for (var id = 0; id < vocabulary.Size; id++)
        {
            var text = vocabulary.Text(id);
            if (vocabulary.IsControl(id))
                added.Add(new AddedToken(id, text, IsControl: true, TakesRight: isPhi3 && !TakesNothing.Contains(text)));
            else if (vocabulary.Kind(id) == TokenKind.UserDefined)
                added.Add(new AddedToken(id, text, IsControl: false, Normalized: isNormalized(text)));
        }
        return added;
    }

    /// <summary>A rule is two tokens with a space between; a token may begin with a space of its own.</summary>
    private (string, string)[] Rules()
    {
        var lines = metadata.Strings(Prefix + "merges") ?? throw Broken($"the key '{Prefix}merges' is missing");
        var rules = new (string, string)[lines.Length];
        for (var index = 0; index < rules.Length; index++)
        {
            var line = lines[index];
            var space = line.Length < 3 ? -1 : line.IndexOf(' ', 1);
            if (space < 0) throw Broken($"merge {index} is '{line}', not two tokens with a space between");
            rules[index] = (line[..space], line[(space + 1)..]);
        }
        return rules;
    }

    private ModelFormatException Broken(string what) => Refused($"{what}; convert the model again");

    private ModelFormatException Refused(string what) => new($"{metadata.Path}: {what}.");

    /// <summary>What holds where the file has no key for it. <paramref name="AddEos"/> holds whatever <c>add_eos_token</c> says.</summary>
    private readonly record struct WhenSilent(bool AddBos = false, bool AddEos = false, int? Unknown = null, int? Bos = null, int? Eos = null);
}
