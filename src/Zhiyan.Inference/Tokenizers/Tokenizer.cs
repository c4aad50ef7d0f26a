using System.Text;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>Turns text into token ids and back. Immutable and thread-safe.</summary>
public abstract class Tokenizer
{
    private readonly TokenBytes bytes;
    private readonly Normalizer normalizer;
    private readonly AddedTokens addedTokens;
    private readonly AddedTokens normalizedAddedTokens;

    private protected Tokenizer(Vocabulary vocabulary, TokenBytes bytes, Normalizer normalizer, IReadOnlyList<AddedToken> addedTokens)
    {
        Vocabulary = vocabulary;
        this.bytes = bytes;
        this.normalizer = normalizer;
        this.addedTokens = new AddedTokens(addedTokens.Where(token => !token.Normalized));
        normalizedAddedTokens = new AddedTokens(
            addedTokens.Where(token => token.Normalized).Select(token => token with { Text = normalizer.Apply(token.Text) }));
    }

    public Vocabulary Vocabulary { get; }

    public int VocabularySize => Vocabulary.Size;

    /// <summary>Reads <c>tokenizer.ggml.*</c>.</summary>
    /// <param name="splitter">Stands in for <c>tokenizer.ggml.pre</c>, where that is missing or wrong.</param>
    /// <exception cref="ModelFormatException">The vocabulary is broken, or of a kind that is not built yet.</exception>
    public static Tokenizer FromGguf(GgufMetadata metadata, string? splitter = null) => GgufVocabulary.Read(metadata, splitter);

    /// <summary>Reads a <c>tokenizer.json</c> and, where it lies beside it, <c>tokenizer_config.json</c>, which names BOS and EOS.</summary>
    /// <exception cref="ModelFormatException">The file is broken, or asks for something that is not built yet.</exception>
    public static Tokenizer FromTokenizerJson(string path) => TokenizerJson.Open(path);

    /// <param name="addBosEos">Put around the text what the model's file says.</param>
    public int[] Encode(string text, SpecialTokens special, bool addBosEos)
    {
        var ids = new List<int>(text.Length / 3 + 2);
        if (addBosEos) ids.AddRange(Vocabulary.Before);
        Encode(text, special == SpecialTokens.Parse ? ControlScope.Everywhere : ControlScope.Nowhere, ids);
        if (addBosEos) ids.AddRange(Vocabulary.After);
        return [.. ids];
    }

    /// <summary>
    /// Encodes a rendered chat. Control tokens count only where no character of them came from a request. Otherwise the text is taken as one
    /// string, so that honest input gives the ids the model was trained on.
    /// </summary>
    /// <param name="addBos">Begin as the model's file says, unless the template has done so.</param>
    public int[] Encode(RenderedText prompt, bool addBos)
    {
        var ids = new List<int>(prompt.Text.Length / 3 + 2);
        Encode(prompt.Text, ControlScope.Outside(prompt.Input, prompt.Text.Length), ids);
        var hasBos = ids.Count > 0 && ids[0] == Vocabulary.Bos;
        if (addBos && !hasBos) ids.InsertRange(0, Vocabulary.Before);
        return [.. ids];
    }

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial)
    {
        var text = new StringBuilder();
        var decoder = StartDecoding(skipSpecial);
        foreach (var id in ids) text.Append(decoder.Next(id));
        return text.Append(decoder.Flush()).ToString();
    }

    /// <param name="continues">The ids go on with a text, so that a space at the start belongs to it.</param>
    public TokenDecoder StartDecoding(bool skipSpecial, bool continues = false) =>
        new(Vocabulary, bytes, skipSpecial, dropSpace: bytes.LeadWithSpace && !continues);

    /// <summary>What a token adds to the text, in UTF-8; it may begin or end inside a character.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => bytes[id];

    /// <summary>The token as the model's file spells it.</summary>
    public string TokenText(int id) => Vocabulary.Text(id);

    /// <summary>Encodes text that is normalised and free of added tokens.</summary>
    /// <param name="first">The text starts where the whole one does.</param>
    private protected abstract void EncodeText(ReadOnlyMemory<char> text, bool first, List<int> ids);

    private void Encode(string text, ControlScope controls, List<int> ids)
    {
        foreach (var part in addedTokens.Cut(text, controls))
        {
            if (part.Id >= 0) ids.Add(part.Id);
            else EncodeBetween(text[part.Start..part.End], part.Start == 0, controls.Admits(part.Start, part.End), ids);
        }
    }

    private void EncodeBetween(string text, bool first, bool admitsControls, List<int> ids)
    {
        var normalized = normalizer.Apply(text);
        foreach (var part in normalizedAddedTokens.Cut(normalized, admitsControls ? ControlScope.Everywhere : ControlScope.Nowhere))
        {
            if (part.Id >= 0) ids.Add(part.Id);
            else EncodeText(normalized.AsMemory(part.Start..part.End), first && part.Start == 0, ids);
        }
    }
}
