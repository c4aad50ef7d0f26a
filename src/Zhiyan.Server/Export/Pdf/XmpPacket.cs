using System.Globalization;
using System.Net;
using System.Text;

namespace Zhiyan.Server.Export.Pdf;

/// <summary>
/// The description that a PDF carries as XML. The library writes one with random names, and with the title as it is, which need not be XML; it has no switch for it,
/// so ours is put in the same place with the same length, which the format provides for.
/// </summary>
internal static class XmpPacket
{
    private const int LongestTitle = 60;

    private static readonly byte[] Begin = "stream\n<?xpacket begin="u8.ToArray();
    private static readonly byte[] End = "<?xpacket end=\"w\"?>"u8.ToArray();

    public static void Replace(Span<byte> pdf, string title, DateTimeOffset created)
    {
        var start = pdf.LastIndexOf(Begin) + "stream\n".Length;
        var packet = pdf[start..(pdf.LastIndexOf(End) + End.Length)];
        var ours = Encoding.UTF8.GetBytes($"""
            <?xpacket begin="{'\ufeff'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{WebUtility.HtmlEncode(PlainText.Excerpt(title, LongestTitle))}</rdf:li></rdf:Alt></dc:title>
            <xmp:CreateDate>{created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}</xmp:CreateDate>
            </rdf:Description></rdf:RDF></x:xmpmeta>

            """.ReplaceLineEndings("\n"));
        packet[..^End.Length].Fill((byte)' ');
        ours.CopyTo(packet);
    }
}
