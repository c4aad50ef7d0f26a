using Zhiyan.Knowledge.Reading.Layout;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>What was read of a page before its layout is known.</summary>
internal sealed record PdfPage(int Number, float Width, float Height)
{
    /// <summary>Words of each direction of reading, the level ones first.</summary>
    public IReadOnlyList<TextLayer> Layers { get; init; } = [];

    public IReadOnlyList<(Box Box, string Target)> Links { get; init; } = [];

    /// <summary>What readers wrote on it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Names and values of a form's fields on this page.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    public bool Recognised { get; init; }
}

/// <summary>Words of one direction, and the lines drawn as it sees them.</summary>
internal sealed record TextLayer(List<Word> Words, IReadOnlyList<Ruling> Rulings);
