namespace Zhiyan.Inference.Tokenizers;

/// <summary>A text cut into pieces that are tokenised apart; pre-tokenisers cut further or rewrite. Scratch of one call.</summary>
internal sealed class Pieces(ReadOnlyMemory<char> text, bool first)
{
    public ReadOnlyMemory<char> Text { get; set; } = text;

    /// <summary>The pieces, none of them empty, in order.</summary>
    public List<(int Start, int End)> Spans { get; set; } = [(0, text.Length)];

    /// <summary>The text starts where the whole one does.</summary>
    public bool First { get; } = first;
}
