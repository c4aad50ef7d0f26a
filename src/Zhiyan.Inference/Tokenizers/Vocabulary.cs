using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>The tokens of a model, by id, and which of them play a part. Immutable.</summary>
public sealed class Vocabulary
{
    /// <summary>Tokens that end a turn or a text in the models that have them, whatever else their files say.</summary>
    private static readonly string[] Ends =
    [
        "<|im_end|>", "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|return|>", "<|call|>", "<end_of_turn>", "<turn|>",
        "<|END_OF_TURN_TOKEN|>", "<｜end▁of▁sentence｜>", "<end_of_utterance>", "</s>",
    ];

    private readonly string[] texts;
    private readonly TokenKind[] kinds;
    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> idsBySpan;
    private IReadOnlySet<int>? ends;

    /// <summary>An empty text marks an id that has no token.</summary>
    /// <exception cref="ModelFormatException">Two ids have the same text.</exception>
    internal Vocabulary(string path, string[] texts, TokenKind[] kinds)
    {
        this.texts = texts;
        this.kinds = kinds;
        ids = new Dictionary<string, int>(texts.Length, StringComparer.Ordinal);
        idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var id = 0; id < texts.Length; id++)
            if (texts[id].Length > 0 && !ids.TryAdd(texts[id], id))
                throw new ModelFormatException($"{path}: the tokens {ids[texts[id]]} and {id} are both '{texts[id]}'; convert the model again.");
    }

    public int Size => texts.Length;

    /// <summary>Begins a text.</summary>
    public int? Bos { get; internal init; }

    /// <summary>Ends a text.</summary>
    public int? Eos { get; internal init; }

    /// <summary>Ends a turn, where the file names such a token.</summary>
    public int? Eot { get; internal init; }

    public int? Unknown { get; internal init; }

    public int? Padding { get; internal init; }

    /// <summary>The model expects <see cref="Bos"/> in front.</summary>
    public bool AddBos => Before.Length > 0;

    /// <summary>The model expects <see cref="Eos"/> after the text.</summary>
    public bool AddEos => After.Length > 0;

    /// <summary>Every token at which a reply is over.</summary>
    public IReadOnlySet<int> EndOfGeneration => ends ??= FindEnds();

    /// <summary>What the file puts around a text.</summary>
    internal int[] Before { get; init; } = [];

    internal int[] After { get; init; } = [];

    /// <summary>The token as the file spells it: <c>Ġthe</c>, <c>▁the</c>, <c>&lt;0x0A&gt;</c>.</summary>
    public string Text(int id) => texts[id];

    public TokenKind Kind(int id) => kinds[id];

    /// <summary>True for what never comes out of plain text, and is left out where special tokens are skipped.</summary>
    public bool IsControl(int id) => kinds[id] is TokenKind.Control or TokenKind.Unknown;

    public bool TryFind(ReadOnlySpan<char> text, out int id) => idsBySpan.TryGetValue(text, out id);

    private HashSet<int> FindEnds()
    {
        var found = new HashSet<int>();
        if (Eos is { } eos) found.Add(eos);
        if (Eot is { } eot) found.Add(eot);
        foreach (var end in Ends)
            if (TryFind(end, out var id) && IsControl(id)) found.Add(id);
        return found;
    }
}
