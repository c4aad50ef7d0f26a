using System.Text;
using UtfUnknown;

namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>
/// Turns a file's bytes into text, in the encoding they are in: a byte order mark says so, else the bytes themselves (UTF-8 that is no accident), else what
/// the file declares, else the legacy encoding that gives the likeliest text. Nothing but the mark is left out.
/// </summary>
internal static class TextDecoding
{
    /// <summary>As many bytes as tell an encoding; longer files are judged by their beginning.</summary>
    private const int SampleBytes = 64 << 10;

    static TextDecoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="declared">The encoding that the file names for itself; it is believed where its bytes allow it.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? declared = null)
    {
        var (encoding, markLength) = EncodingOf(bytes, declared);
        return encoding.GetString(bytes[markLength..]);
    }

    /// <summary>Whether bytes can be text: a picture or a program has control characters, or halves of UTF-16 without sense.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (Marked(bytes) is not null) return true;
        var sample = Sample(bytes);
        if (sample.Contains((byte)0)) return Wide(sample) is not null;
        int controls = 0;
        foreach (var value in sample)
            if (value < 32 && value is not (9 or 10 or 12 or 13 or 27 or 8) || value == 127) controls++;
        return controls * 200 <= sample.Length;
    }

    private static (Encoding Encoding, int MarkLength) EncodingOf(ReadOnlySpan<byte> bytes, string? declared)
    {
        if (Marked(bytes) is { } marked) return marked;
        var sample = Sample(bytes);
        if (sample.Contains((byte)0) && Wide(sample) is { } wide) return (wide, 0);
        if (IsEscaped(sample)) return (Encoding.GetEncoding("iso-2022-jp"), 0);
        if (IsUtf8(bytes)) return (Encoding.UTF8, 0);
        return (LegacyEncoding.Likeliest(sample, Named(declared)) ?? Guessed(sample), 0);
    }

    private static (Encoding, int)? Marked(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xef, 0xbb, 0xbf, ..] => (Encoding.UTF8, 3),
        [0xff, 0xfe, 0, 0, ..] when bytes.Length % 4 == 0 => (new UTF32Encoding(false, false), 4),
        [0, 0, 0xfe, 0xff, ..] => (new UTF32Encoding(true, false), 4),
        [0xff, 0xfe, ..] => (Encoding.Unicode, 2),
        [0xfe, 0xff, ..] => (Encoding.BigEndianUnicode, 2),
        [0x84, 0x31, 0x95, 0x33, ..] => (Encoding.GetEncoding("GB18030"), 4),
        _ => null,
    };

    /// <summary>UTF-16 or UTF-32 without a mark: the zero bytes of line ends, spaces and Latin letters stand in one place of two or four.</summary>
    private static Encoding? Wide(ReadOnlySpan<byte> sample)
    {
        Span<int> zeros = stackalloc int[4];
        zeros.Clear();
        for (int at = 0; at < sample.Length; at++)
            if (sample[at] == 0) zeros[at % 4]++;
        int quarter = sample.Length / 4;
        if (quarter > 0 && sample.Length % 4 == 0)
        {
            if (zeros[3] == quarter && zeros[2] >= quarter * 9 / 10) return new UTF32Encoding(false, false);
            if (zeros[0] == quarter && zeros[1] >= quarter * 9 / 10) return new UTF32Encoding(true, false);
        }
        int even = zeros[0] + zeros[2], odd = zeros[1] + zeros[3];
        var likely = odd > even * 8 ? Encoding.Unicode : even > odd * 8 ? Encoding.BigEndianUnicode : null;
        return likely is not null && sample.Length % 2 == 0 && IsSound(likely.GetString(sample)) ? likely : null;
    }

    /// <summary>Binary data read as UTF-16 is full of halves of pairs, controls and characters that nobody assigned.</summary>
    private static bool IsSound(string text)
    {
        int bad = 0, count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            count++;
            if (rune == Rune.ReplacementChar || rune.Value < 32 && rune.Value is not (9 or 10 or 12 or 13)
                || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.OtherNotAssigned or System.Globalization.UnicodeCategory.PrivateUse) bad++;
        }
        return bad * 50 <= count;
    }

    /// <summary>Japanese mail and old web pages: seven bits, and ESC $ before what is not ASCII.</summary>
    private static bool IsEscaped(ReadOnlySpan<byte> sample) =>
        !sample.ContainsAnyInRange((byte)0x80, (byte)0xff) && (sample.IndexOf("\u001b$B"u8) >= 0 || sample.IndexOf("\u001b$@"u8) >= 0);

    /// <summary>A log with a damaged byte is still UTF-8: broken sequences may be one in twenty, which no legacy text comes near.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        int whole = 0, broken = 0;
        while (bytes.Length > 0)
        {
            int ascii = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xff);
            if (ascii < 0) break;
            bytes = bytes[ascii..];
            var status = Rune.DecodeFromUtf8(bytes, out _, out int consumed);
            if (status == System.Buffers.OperationStatus.Done) whole++;
            else broken++;
            bytes = bytes[consumed..];
        }
        return broken == 0 || whole >= broken * 20;
    }

    private static Encoding? Named(string? declared)
    {
        if (string.IsNullOrWhiteSpace(declared)) return null;
        try
        {
            var named = Encoding.GetEncoding(declared.Trim().ToLowerInvariant() is "gbk" or "gb2312" or "x-gbk" ? "GB18030" : declared.Trim());
            return named is UTF8Encoding or UnicodeEncoding or UTF32Encoding ? null : named;      // the bytes have shown that they are not
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Encoding Guessed(ReadOnlySpan<byte> sample)
    {
        var best = CharsetDetector.DetectFromBytes(sample.ToArray()).Detected;
        return best is { Confidence: > 0.5f, Encoding: { } encoding } ? encoding : Encoding.GetEncoding(1252);
    }

    private static ReadOnlySpan<byte> Sample(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, SampleBytes)];
}
