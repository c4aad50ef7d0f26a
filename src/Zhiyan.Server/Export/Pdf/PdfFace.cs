using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PdfSharp.Pdf;
using Zhiyan.Server.Export.Fonts;

namespace Zhiyan.Server.Export.Pdf;

/// <summary>
/// A font face as one PDF uses it. The library's own text functions are not used: they keep every font for the life of the process, name subsets at random and
/// map no character above U+FFFF back to text.
/// </summary>
internal sealed class PdfFace(FontFace face, string resource)
{
    // Readers take at most a hundred mappings at a time.
    private const int MappingsAtATime = 100;

    private readonly FontSubset subset = new(face);

    public FontFace Face => face;

    /// <summary>The name by which pages call the font.</summary>
    public string Resource => resource;

    public ushort Glyph(int codePoint) => subset.Add(codePoint);

    /// <summary>The font's dictionary, complete: called once all pages are set.</summary>
    public PdfDictionary Write(PdfDocument document)
    {
        var file = subset.ToFont(named: false);
        var name = $"/{Tag(file)}+{(face.Name.StartsWith("mono", StringComparison.Ordinal) ? "JetBrainsMono" : face.Name.StartsWith("emoji", StringComparison.Ordinal) ? "NotoEmoji" : "NotoSansSC")}";
        var program = Stream(document, file);
        program.Elements.SetInteger("/Length1", file.Length);
        var descriptor = Indirect(document, new PdfDictionary(document));
        descriptor.Elements.SetName("/Type", "/FontDescriptor");
        descriptor.Elements.SetName("/FontName", name);
        descriptor.Elements.SetInteger("/Flags", 4);
        descriptor.Elements["/FontBBox"] = new PdfLiteral("[-1000 -300 3000 1200]");
        descriptor.Elements.SetInteger("/ItalicAngle", 0);
        descriptor.Elements.SetInteger("/Ascent", 880);
        descriptor.Elements.SetInteger("/Descent", -120);
        descriptor.Elements.SetInteger("/CapHeight", 733);
        descriptor.Elements.SetInteger("/StemV", 80);
        descriptor.Elements.SetReference("/FontFile2", program);
        var characters = subset.Characters.ToList();
        var descendant = Indirect(document, new PdfDictionary(document));
        descendant.Elements.SetName("/Type", "/Font");
        descendant.Elements.SetName("/Subtype", "/CIDFontType2");
        descendant.Elements.SetName("/BaseFont", name);
        descendant.Elements["/CIDSystemInfo"] = new PdfLiteral("<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>");
        descendant.Elements.SetReference("/FontDescriptor", descriptor);
        descendant.Elements.SetName("/CIDToGIDMap", "/Identity");
        descendant.Elements["/W"] = new PdfLiteral(Widths(characters));
        var font = Indirect(document, new PdfDictionary(document));
        font.Elements.SetName("/Type", "/Font");
        font.Elements.SetName("/Subtype", "/Type0");
        font.Elements.SetName("/BaseFont", name);
        font.Elements.SetName("/Encoding", "/Identity-H");
        font.Elements["/DescendantFonts"] = new PdfArray(document, descendant.Reference!);
        font.Elements.SetReference("/ToUnicode", Stream(document, Encoding.ASCII.GetBytes(ToUnicode(characters))));
        return font;
    }

    /// <summary>A new object of the document with these bytes, deflated.</summary>
    public static PdfDictionary Stream(PdfDocument document, byte[] bytes)
    {
        var stream = Indirect(document, new PdfDictionary(document));
        stream.CreateStream(bytes);
        stream.Stream!.Zip();
        return stream;
    }

    private static PdfDictionary Indirect(PdfDocument document, PdfDictionary dictionary)
    {
        document.Internals.AddObject(dictionary);
        return dictionary;
    }

    /// <summary>The six letters that mark a subset, from what is in it.</summary>
    private static string Tag(byte[] file) => string.Concat(SHA256.HashData(file).Take(6).Select(value => (char)('A' + value % 26)));

    private string Widths(List<(int CodePoint, ushort Glyph)> characters)
    {
        var widths = new StringBuilder("[1[");
        foreach (var (codePoint, _) in characters) widths.Append(CultureInfo.InvariantCulture, $"{face.Advance(codePoint):0.#} ");
        return widths.Append("]]").ToString();
    }

    private static string ToUnicode(List<(int CodePoint, ushort Glyph)> characters)
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n")
            .Append("/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n")
            .Append("1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        foreach (var part in characters.Chunk(MappingsAtATime))
        {
            map.Append(CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (codePoint, glyph) in part)
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(char.ConvertFromUtf32(codePoint)))}>\n");
            map.Append("endbfchar\n");
        }
        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend").ToString();
    }
}
