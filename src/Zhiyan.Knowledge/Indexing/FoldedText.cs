namespace Zhiyan.Knowledge.Indexing;

/// <summary>A text as search sees it, and for each of its characters the place in the source that it came from.</summary>
public sealed class FoldedText(string text, int[] starts)
{
    public string Text { get; } = text;

    /// <summary>Where the piece of the source begins that gave the folded character at this place; never falls, and the place after the last one is the source's end.</summary>
    public int SourceStart(int place) => starts[place];

    /// <summary>Where that piece ends: a piece is never cut, so surrogate pairs and marks stay with their letters.</summary>
    public int SourceEnd(int place)
    {
        int next = place + 1;
        while (next < Text.Length && starts[next] == starts[place]) next++;
        return starts[next];
    }

    /// <summary>Whether the source may be cut here.</summary>
    public bool IsBorder(int source) => Array.BinarySearch(starts, source) >= 0;
}
