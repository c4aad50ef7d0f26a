using System.Buffers.Binary;

namespace Zhiyan.Knowledge.Reading.Mail;

/// <summary>Unpacks the RTF of a message (MS-OXRTFCP): a sliding window of 4,096 bytes that begins with the words that every RTF has.</summary>
internal static class OutlookRichText
{
    private const int Window = 4096;

    private const uint Packed = 0x75465a4c;

    private static ReadOnlySpan<byte> Beginning =>
        "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"u8;

    /// <summary>As far as the bytes go: a text that is cut short ends there.</summary>
    public static byte[] Unpacked(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < 16) return [];
        if (BinaryPrimitives.ReadUInt32LittleEndian(packed[8..]) != Packed) return packed[16..].ToArray();
        int length = BinaryPrimitives.ReadInt32LittleEndian(packed[4..]);
        var window = new byte[Window];
        Beginning.CopyTo(window);
        int next = Beginning.Length;
        var text = new MemoryStream();
        void Write(byte value)
        {
            text.WriteByte(value);
            window[next++ % Window] = value;
        }
        for (int at = 16; at < packed.Length && text.Length < length;)
        {
            int flags = packed[at++];
            for (int bit = 0; bit < 8 && at < packed.Length; bit++, flags >>= 1)
            {
                if ((flags & 1) == 0)
                {
                    Write(packed[at++]);
                    continue;
                }
                if (at + 2 > packed.Length) break;
                int reference = BinaryPrimitives.ReadUInt16BigEndian(packed[at..]);
                at += 2;
                int from = reference >> 4;
                if (from == next % Window) return text.ToArray();           // the end's mark
                for (int count = (reference & 15) + 2; count > 0; count--) Write(window[from++ % Window]);
            }
        }
        return text.ToArray();
    }
}
