using System.Text;
using PdfSharp.Pdf;
using Zhiyan.Server.Export.Fonts;

namespace Zhiyan.Server.Export.Pdf;

/// <summary>Finds for each character the face that has it. Marks without a width of their own are left out, and what no face has becomes an empty box.</summary>
internal sealed class Typesetter
{
    private const int Box = '□';
    private const double CodeSize = 0.9;

    private readonly PdfFace[] plain;
    private readonly PdfFace[] bold;
    private readonly PdfFace[] mono;
    private readonly PdfFace[] faces;

    public Typesetter(DocumentFonts fonts)
    {
        faces = [new(fonts.Sans, "F0"), new(fonts.SansBold, "F1"), new(fonts.Mono, "F2"), new(fonts.Emoji, "F3")];
        plain = [faces[0], faces[3]];
        bold = [faces[1], faces[0], faces[3]];
        mono = [faces[2], faces[0], faces[3]];
    }

    public SetText Set(string text, TextStyle style) => Set([new StyledRun(text)], style);

    public SetText Set(IReadOnlyList<StyledRun> runs, TextStyle style)
    {
        var characters = new List<SetCharacter>();
        var spans = new List<Span>();
        foreach (var run in runs)
        {
            var isMono = style.Mono || (run.Emphasis & (Emphasis.Code | Emphasis.Math)) != 0;
            var size = isMono && !style.Mono ? CodeSize * style.Size : style.Size;
            var order = isMono ? mono : style.Bold || run.Emphasis.HasFlag(Emphasis.Strong) ? bold : plain;
            var italic = (run.Emphasis & (Emphasis.Italic | Emphasis.Math)) != 0;
            spans.Add(new Span(size, run.Link is null ? style.Ink : Ink.Link, italic, run.Emphasis.HasFlag(Emphasis.Struck), run.Emphasis.HasFlag(Emphasis.Code), run.Link));
            foreach (var rune in run.Text.EnumerateRunes()) Add(rune, order, size, spans.Count - 1, characters);
        }
        return new SetText(characters, spans);
    }

    /// <summary>The fonts with the characters that were set, as the resources of all pages.</summary>
    public PdfDictionary Resources(PdfDocument document)
    {
        var named = new PdfDictionary(document);
        foreach (var face in faces) named.Elements.SetReference("/" + face.Resource, face.Write(document));
        var resources = new PdfDictionary(document);
        resources.Elements["/Font"] = named;
        document.Internals.AddObject(resources);
        return resources;
    }

    private static void Add(Rune rune, PdfFace[] order, double size, int span, List<SetCharacter> characters)
    {
        switch (rune.Value)
        {
            case '\n':
                characters.Add(new SetCharacter('\n', order[0], 0, 0, span));
                break;
            case '\t':
                for (var space = 0; space < 4; space++) Add(new Rune(' '), order, size, span, characters);
                break;
            case < 0x20 or (>= 0x7f and < 0xa0):
                Draw(Box, order, size, span, characters);
                break;
            default:
                if (!HasNoWidth(rune.Value)) Draw(rune.Value == '\u00a0' ? ' ' : rune.Value, order, size, span, characters, rune.Value);
                break;
        }
    }

    private static void Draw(int codePoint, PdfFace[] order, double size, int span, List<SetCharacter> characters, int? asBroken = null)
    {
        var face = Array.Find(order, face => face.Face.Has(codePoint));
        if (face is null) (codePoint, face) = (Box, Array.Find(order, face => face.Face.Has(Box))!);
        characters.Add(new SetCharacter(asBroken ?? codePoint, face, face.Glyph(codePoint), (float)(face.Face.Advance(codePoint) * size / 1000), span));
    }

    // Joiners, direction marks, variation selectors and skin tones: the sign before them is drawn without.
    private static bool HasNoWidth(int codePoint) =>
        codePoint is 0xad or >= 0x200b and <= 0x200f or >= 0x202a and <= 0x202e or >= 0x2060 and <= 0x2069 or >= 0xfe00 and <= 0xfe0f or 0xfeff
            or >= 0x1f3fb and <= 0x1f3ff or >= 0xe0000 and <= 0xe01ef;
}
