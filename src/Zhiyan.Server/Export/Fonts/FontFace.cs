namespace Zhiyan.Server.Export.Fonts;

/// <summary>One weight of a family, put together from files that each have some of its characters.</summary>
internal sealed class FontFace
{
    private readonly Dictionary<int, Glyph> glyphs = [];

    public FontFace(string name, IReadOnlyList<WoffFont> files)
    {
        Name = name;
        First = files[0];
        foreach (var file in files)
        {
            if (file.UnitsPerEm != First.UnitsPerEm)
                throw new InvalidDataException($"The files of the font face '{name}' differ in their units per em. Put them into faces of their own.");
            foreach (var (codePoint, index) in file.Characters) glyphs.TryAdd(codePoint, new Glyph(file, index));
        }
    }

    public string Name { get; }

    /// <summary>The file that gives the face its line metrics and what it draws where nothing fits.</summary>
    public WoffFont First { get; }

    public bool Has(int codePoint) => glyphs.ContainsKey(codePoint);

    public bool TryFind(int codePoint, out Glyph glyph) => glyphs.TryGetValue(codePoint, out glyph);

    /// <summary>The width of a character in thousandths of the font size.</summary>
    public double Advance(int codePoint) =>
        glyphs.TryGetValue(codePoint, out var glyph) ? 1000.0 * glyph.File.Advance(glyph.Index) / First.UnitsPerEm : 0;
}

/// <summary>A glyph where it lies.</summary>
internal readonly record struct Glyph(WoffFont File, ushort Index);
