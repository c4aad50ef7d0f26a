using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>The tokens without which some text could not be written.</summary>
internal static class ByteTokens
{
    /// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, by byte.</summary>
    public static int[] Fallback(string path, Vocabulary vocabulary)
    {
        var tokens = new int[256];
        Array.Fill(tokens, -1);
        for (var id = 0; id < vocabulary.Size; id++)
            if (vocabulary.Kind(id) == TokenKind.Byte && TokenBytes.TryParseByte(vocabulary.Text(id), out var value)) tokens[value] = id;
        var missing = Array.IndexOf(tokens, -1);
        return missing < 0 ? tokens : throw Missing(path, missing, $"<0x{missing:X2}>");
    }

    /// <summary>The tokens that spell a byte in the alphabet of bytes; those that no UTF-8 text holds may be absent (−1).</summary>
    public static int[] Alphabet(string path, Vocabulary vocabulary)
    {
        var tokens = new int[256];
        for (var value = 0; value < 256; value++)
        {
            var isThere = vocabulary.TryFind([ByteAlphabet.Of((byte)value)], out var id) && !vocabulary.IsControl(id);
            var isInUtf8 = value is not (0xC0 or 0xC1 or > 0xF4);
            if (isInUtf8 && !isThere) throw Missing(path, value, ByteAlphabet.Of((byte)value).ToString());
            tokens[value] = isThere ? id : -1;
        }
        return tokens;
    }

    private static ModelFormatException Missing(string path, int value, string spelling) =>
        new($"{path}: the vocabulary has no token for the byte 0x{value:X2} ('{spelling}'), so some text cannot be written; convert the model again.");
}
