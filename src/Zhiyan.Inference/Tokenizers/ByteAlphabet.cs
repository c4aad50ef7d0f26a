using System.Text;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// GPT-2's way to write any bytes as visible text: a byte that is a printable Latin-1 character stands for itself, the n-th other byte is
/// U+0100 + n (so a space is Ġ).
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();
    private static readonly short[] Bytes = Invert();

    public static char Of(byte value) => Characters[value];

    /// <summary>Writes a text's UTF-8 bytes.</summary>
    public static void Encode(ReadOnlySpan<char> text, StringBuilder written)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())       // half a surrogate pair comes out as U+FFFD
        {
            var count = rune.EncodeToUtf8(bytes);
            for (var index = 0; index < count; index++) written.Append(Characters[bytes[index]]);
        }
    }

    /// <summary>The bytes, or null where some character is none of the alphabet.</summary>
    public static byte[]? TryDecode(string text)
    {
        var bytes = new byte[text.Length];
        for (var index = 0; index < bytes.Length; index++)
        {
            var value = text[index] < Bytes.Length ? Bytes[text[index]] : -1;
            if (value < 0) return null;
            bytes[index] = (byte)value;
        }
        return bytes;
    }

    private static char[] Build()
    {
        var characters = new char[256];
        var others = 0;
        for (var value = 0; value < 256; value++)
        {
            var isPrintable = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            characters[value] = isPrintable ? (char)value : (char)(256 + others++);
        }
        return characters;
    }

    private static short[] Invert()
    {
        var bytes = new short[Characters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < 256; value++) bytes[Characters[value]] = (short)value;
        return bytes;
    }
}
