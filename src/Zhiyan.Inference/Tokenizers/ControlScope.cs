namespace Zhiyan.Inference.Tokenizers;

/// <summary>In which parts of a text control tokens are recognised.</summary>
internal readonly struct ControlScope
{
    private readonly bool admits;
    private readonly (int Start, int End)[]? input;      // in order and apart

    private ControlScope(bool admits, (int, int)[]? input)
    {
        this.admits = admits;
        this.input = input;
    }

    public static ControlScope Nowhere => new(admits: false, null);

    public static ControlScope Everywhere => new(admits: true, null);

    /// <exception cref="ArgumentException">The ranges are out of order, overlap or leave the text.</exception>
    public static ControlScope Outside(IReadOnlyList<Range> input, int length)
    {
        var ranges = new (int Start, int End)[input.Count];
        var last = 0;
        for (var index = 0; index < ranges.Length; index++)
        {
            var (start, count) = input[index].GetOffsetAndLength(length);
            if (start < last)
                throw new ArgumentException($"the range {input[index]} begins before {last}, where the one before it ends", nameof(input));
            ranges[index] = (start, last = start + count);
        }
        return new ControlScope(admits: true, ranges);
    }

    /// <summary>True where no character from <paramref name="start"/> to <paramref name="end"/> is out of bounds.</summary>
    public bool Admits(int start, int end)
    {
        if (!admits || input is null) return admits;
        int low = 0, high = input.Length;                // the first range that ends after start
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (input[middle].End <= start) low = middle + 1;
            else high = middle;
        }
        while (low < input.Length && input[low].Start == input[low].End) low++;
        return low == input.Length || input[low].Start >= end;
    }
}
