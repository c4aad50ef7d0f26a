using System.Text;

namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// Turns ids into text as they come. A character that is not whole yet is held back; broken UTF-8 becomes one U+FFFD for each maximal
/// ill-formed part (Unicode Standard, section 3.9). One caller at a time.
/// </summary>
public sealed class TokenDecoder
{
    private const int LongestHeld = 3;

    private readonly Vocabulary vocabulary;
    private readonly TokenBytes bytes;
    private readonly bool skipSpecial;
    private readonly byte[] held = new byte[LongestHeld];
    private int heldCount;
    private bool dropSpace;

    internal TokenDecoder(Vocabulary vocabulary, TokenBytes bytes, bool skipSpecial, bool dropSpace)
    {
        this.vocabulary = vocabulary;
        this.bytes = bytes;
        this.skipSpecial = skipSpecial;
        this.dropSpace = dropSpace;
    }

    /// <summary>The text that this token completes; often empty.</summary>
    public string Next(int id)
    {
        if ((uint)id >= (uint)vocabulary.Size)
            throw new ArgumentOutOfRangeException(nameof(id), id, $"the vocabulary ends at {vocabulary.Size - 1}");
        return skipSpecial && vocabulary.IsControl(id) ? "" : Convert(bytes[id], flush: false);
    }

    /// <summary>What is left when no more ids come.</summary>
    public string Flush() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> added, bool flush)
    {
        var length = heldCount + added.Length;
        Span<byte> pending = length <= 256 ? stackalloc byte[length] : new byte[length];
        held.AsSpan(0, heldCount).CopyTo(pending);
        added.CopyTo(pending[heldCount..]);
        heldCount = flush ? 0 : Unfinished(pending);
        pending[^heldCount..].CopyTo(held);

        var text = Encoding.UTF8.GetString(pending[..^heldCount]);
        if (!dropSpace || text.Length == 0) return text;
        dropSpace = false;
        return text[0] == ' ' ? text[1..] : text;
    }

    /// <summary>How many bytes at the end may become a character with what comes next; a surrogate (ED A0…) is judged when whole.</summary>
    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (var count = 1; count <= Math.Min(LongestHeld, bytes.Length); count++)
        {
            var lead = bytes[^count];
            if (lead is >= 0x80 and < 0xC0) continue;
            var width = lead switch { >= 0xC2 and <= 0xDF => 2, >= 0xE0 and <= 0xEF => 3, >= 0xF0 and <= 0xF4 => 4, _ => 1 };
            return count < width && (count == 1 || MayFollow(lead, bytes[^(count - 1)])) ? count : 0;
        }
        return 0;
    }

    /// <summary>No overlong form, and nothing past U+10FFFF.</summary>
    private static bool MayFollow(byte lead, byte second) => lead switch
    {
        0xE0 => second >= 0xA0,
        0xF0 => second >= 0x90,
        0xF4 => second < 0x90,
        _ => true,
    };
}
