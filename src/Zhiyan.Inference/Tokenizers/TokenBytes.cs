using System.Globalization;
using System.Text;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>What each token adds to a text, in UTF-8, in one block of memory.</summary>
internal sealed class TokenBytes
{
    /// <summary>U+2581, which SentencePiece writes for a space.</summary>
    public const string Space = "\u2581";

    /// <summary>What a WordPiece decoder puts right behind the word before ("clean up tokenization spaces").</summary>
    private static readonly string[] Touching = [".", "?", "!", ",", "n't", "'m", "'s", "'ve", "'re"];

    private readonly byte[] block;
    private readonly int[] starts;

    private TokenBytes(Vocabulary vocabulary, Func<int, byte[]> bytesOf)
    {
        starts = new int[vocabulary.Size + 1];
        using var written = new MemoryStream();
        for (var id = 0; id < vocabulary.Size; id++)
        {
            written.Write(bytesOf(id));
            starts[id + 1] = checked((int)written.Length);
        }
        block = written.ToArray();
    }

    /// <summary>Encoding put a space in front of the text that is not part of it.</summary>
    public bool LeadWithSpace { get; private init; }

    public ReadOnlySpan<byte> this[int id] => block.AsSpan(starts[id]..starts[id + 1]);

    /// <summary>Byte-level vocabularies: a character for each byte.</summary>
    /// <param name="isSpelled">Which tokens are written in that alphabet; the others are plain text.</param>
    public static TokenBytes ByteLevel(Vocabulary vocabulary, Func<int, bool> isSpelled) =>
        new(vocabulary, id => (isSpelled(id) ? ByteAlphabet.TryDecode(vocabulary.Text(id)) : null) ?? Encoding.UTF8.GetBytes(vocabulary.Text(id)));

    /// <summary>SentencePiece vocabularies: plain text with U+2581 for spaces, and <c>&lt;0x0A&gt;</c> for a byte.</summary>
    public static TokenBytes SentencePiece(Vocabulary vocabulary, bool leadWithSpace) =>
        new(vocabulary, id => vocabulary.Kind(id) == TokenKind.Byte && TryParseByte(vocabulary.Text(id), out var value)
            ? [value]
            : Encoding.UTF8.GetBytes(vocabulary.Text(id).Replace(Space, " ", StringComparison.Ordinal)))
        {
            LeadWithSpace = leadWithSpace,
        };

    /// <summary>WordPiece vocabularies: words with a space between, except before the marks that English writes without one.</summary>
    public static TokenBytes WordPiece(Vocabulary vocabulary, WordPieceSpelling spelling) =>
        new(vocabulary, id =>
        {
            var (text, starts) = (vocabulary.Text(id), true);
            if (vocabulary.Kind(id) == TokenKind.Normal) text = spelling.TextOf(text, out starts);
            var isApart = starts && !Touching.Any(mark => text.StartsWith(mark, StringComparison.Ordinal));
            return Encoding.UTF8.GetBytes(isApart ? $" {text}" : text);
        })
        {
            LeadWithSpace = true,
        };

    /// <summary>Reads <c>&lt;0x0A&gt;</c>.</summary>
    public static bool TryParseByte(string text, out byte value)
    {
        value = 0;
        return text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal) && text[5] == '>'
            && byte.TryParse(text.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
