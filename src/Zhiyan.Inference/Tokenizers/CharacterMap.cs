using System.Buffers.Binary;
using System.Text;
using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// SentencePiece's precompiled normalisation (<c>precompiled_charsmap</c>): rules from byte strings to byte strings, of which the longest that
/// fits is applied at every place. The rules are a double-array trie (Aoe 1989; the layout is darts-clone's) whose values are offsets into a
/// block of texts that end with a zero. Bytes: u32 length of the trie, its u32 units, the block. Hostile input: every index is checked.
/// </summary>
internal sealed class CharacterMap : Normalizer
{
    private readonly uint[] units;
    private readonly byte[] replacements;

    private CharacterMap(uint[] units, byte[] replacements)
    {
        this.units = units;
        this.replacements = replacements;
    }

    /// <exception cref="ModelFormatException">The bytes are no such table.</exception>
    public static CharacterMap Parse(string path, ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length < sizeof(uint) ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length is 0 || length % sizeof(uint) != 0 || length > bytes.Length - sizeof(uint) || bytes[^1] != 0)
            throw new ModelFormatException($"{path}: the table of the tokenizer's normalisation (precompiled_charsmap) is broken; fetch the model again.");
        var units = new uint[length / sizeof(uint)];
        for (var index = 0; index < units.Length; index++) units[index] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[((index + 1) * sizeof(uint))..]);
        return new CharacterMap(units, bytes[(int)(length + sizeof(uint))..].ToArray());
    }

    public override string Apply(string text)
    {
        ReadOnlySpan<byte> source = Encoding.UTF8.GetBytes(text);
        var written = new MemoryStream(source.Length);
        while (source.Length > 0)
        {
            var (length, offset) = LongestRule(source);
            if (length == 0)
            {
                Rune.DecodeFromUtf8(source, out _, out length);
                written.Write(source[..length]);
            }
            else
            {
                var replacement = replacements.AsSpan(offset);
                written.Write(replacement[..replacement.IndexOf((byte)0)]);
            }
            source = source[length..];
        }
        return Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length);
    }

    /// <summary>How many bytes the longest rule takes, and where its replacement is; 0 bytes where none fits.</summary>
    private (int Length, int Offset) LongestRule(ReadOnlySpan<byte> text)
    {
        var (length, replacement) = (0, 0);
        var node = Offset(units[0]);
        for (var index = 0; index < text.Length; index++)
        {
            node ^= text[index];
            if (node >= units.Length || Label(units[node]) != text[index]) break;
            var (unit, next) = (units[node], node ^ Offset(units[node]));
            node = next;
            if (!HasValue(unit) || node >= units.Length || Value(units[node]) >= replacements.Length) continue;
            (length, replacement) = (index + 1, (int)Value(units[node]));
        }
        return (length, replacement);
    }

    // A unit of darts-clone: bit 31 tells a value from an inner unit, bits 0–7 are the label, bit 8 says that a value hangs here, bits 10–30
    // are the offset to the children, counted in 256s where bit 9 is set.
    private static bool HasValue(uint unit) => (unit >> 8 & 1) == 1;

    private static uint Value(uint unit) => unit & 0x7FFFFFFF;

    private static uint Label(uint unit) => unit & 0x800000FF;

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 1 << 9) >> 6);
}
