using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using System.Security.Cryptography;
using Zhiyan.Server.Export.Fonts;

namespace Zhiyan.Server.Export.Docx;

/// <summary>The fonts that go with the document, each with the characters that the text uses, and ASCII for those who write on.</summary>
internal sealed class DocxFonts
{
    private readonly FontSubset regular;
    private readonly FontSubset bold;
    private readonly FontSubset mono;

    public DocxFonts(DocumentFonts fonts)
    {
        (regular, bold, mono) = (new FontSubset(fonts.Sans), new FontSubset(fonts.SansBold), new FontSubset(fonts.Mono));
        for (var letter = ' '; letter <= '~'; letter++)
            foreach (var subset in (FontSubset[])[regular, bold, mono]) subset.Add(letter);
        foreach (var sign in DocxLists.Signs) Use(sign, isBold: false, isMono: false);
    }

    public void Use(string text, bool isBold, bool isMono)
    {
        foreach (var rune in text.EnumerateRunes())
            // What the monospaced face has not is in the other, as the styles say.
            if (!isMono || mono.Add(rune.Value) == 0) (isBold ? bold : regular).Add(rune.Value);
    }

    public void Write(FontTablePart part)
    {
        part.Fonts = new DocumentFormat.OpenXml.Wordprocessing.Fonts(
            new Font(
                new FontCharSet { Val = "86" },
                new FontFamily { Val = FontFamilyValues.Swiss },
                new Pitch { Val = FontPitchValues.Variable },
                new EmbedRegularFont { Id = "rIdRegular", FontKey = Embed(part, "rIdRegular", regular), Subsetted = true },
                new EmbedBoldFont { Id = "rIdBold", FontKey = Embed(part, "rIdBold", bold), Subsetted = true }) { Name = "Noto Sans SC" },
            new Font(
                new FontCharSet { Val = "00" },
                new FontFamily { Val = FontFamilyValues.Modern },
                new Pitch { Val = FontPitchValues.Fixed },
                new EmbedRegularFont { Id = "rIdMono", FontKey = Embed(part, "rIdMono", mono), Subsetted = true }) { Name = "JetBrains Mono" });
    }

    /// <summary>Stores a font as ECMA-376 part 4, 2.8.1 asks: its first 32 bytes crossed with a key that is named beside it.</summary>
    private static StringValue Embed(FontTablePart part, string id, FontSubset subset)
    {
        var font = subset.ToFont(named: true);
        var key = new Guid(SHA256.HashData(font).AsSpan(0, 16));
        var digits = Convert.FromHexString(key.ToString("N"));
        for (var index = 0; index < 32; index++) font[index] ^= digits[15 - index % 16];
        using var stream = new MemoryStream(font);
        part.AddNewPart<FontPart>("application/vnd.openxmlformats-officedocument.obfuscatedFont", id).FeedData(stream);
        return key.ToString("B").ToUpperInvariant();
    }
}
