using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Zhiyan.Knowledge.Reading.Office;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Mail;

/// <summary>The properties of a message or an attachment in a .msg file, by their numbers in MS-OXPROPS.</summary>
/// <param name="folder">Where its streams lie; empty, or ending in '/'.</param>
/// <param name="head">Bytes before the first property of fixed size.</param>
internal sealed class OutlookProperties(OleFile ole, string folder, int head)
{
    public const int MessageHead = 32, InnerHead = 24, AttachmentHead = 8;

    public const int Subject = 0x0037, Copies = 0x0e03, To = 0x0e04, SenderName = 0x0c1a, SenderAddress = 0x0c1f, SenderMail = 0x5d01, Body = 0x1000, RichText = 0x1009, Html = 0x1013;

    public const int ShownName = 0x3001, Content = 0x3701, ShortName = 0x3704, LongName = 0x3707;

    private const int Sent = 0x0039, Received = 0x0e06, CodePage = 0x3ffd, HtmlCodePage = 0x3fde;

    private readonly byte[] fixedOnes = ole.Read(folder + "__properties_version1.0");

    public string Folder => folder;

    public DateTimeOffset? Date => (Value(Sent) ?? Value(Received)) is { } time && time is > 0 and < 2650467743990000000 ? DateTimeOffset.FromFileTime(time).ToUniversalTime() : null;

    /// <summary>Null where there is none. Older files have it in the encoding of who wrote them.</summary>
    public string? Text(int property)
    {
        if (ole.Read(Name(property, "001F")) is { Length: > 0 } wide) return Encoding.Unicode.GetString(wide).TrimEnd('\0');
        var narrow = ole.Read(Name(property, "001E")).AsSpan().TrimEnd((byte)0);
        if (narrow.IsEmpty) return null;
        var declared = (Value(CodePage) ?? Value(HtmlCodePage)) is { } page ? CodePagesEncodingProvider.Instance.GetEncoding((int)page)?.WebName : null;
        return TextDecoding.Decode(narrow, declared);
    }

    public byte[] Bytes(int property) => ole.Read(Name(property, "0102"));

    private string Name(int property, string type) => string.Create(CultureInfo.InvariantCulture, $"{folder}__substg1.0_{property:X4}{type}");

    private long? Value(int property)
    {
        for (int at = head; at + 16 <= fixedOnes.Length; at += 16)
            if (BinaryPrimitives.ReadUInt16LittleEndian(fixedOnes.AsSpan(at + 2)) == property) return BinaryPrimitives.ReadInt64LittleEndian(fixedOnes.AsSpan(at + 8));
        return null;
    }
}
