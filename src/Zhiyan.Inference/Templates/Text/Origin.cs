namespace Zhiyan.Inference.Templates.Text;

/// <summary>
/// Which UTF-16 units of a string came from the request (input); the others came from the template or the engine (trusted).
/// </summary>
internal readonly struct Origin
{
    // null: wholly trusted. AllInput: wholly input. Else start, end, start, end, … of the input ranges, in order and apart.
    private static readonly int[] AllInput = [0, int.MaxValue];
    private readonly int[]? bounds;

    private Origin(int[]? bounds) => this.bounds = bounds;

    public static Origin Trusted => default;

    public static Origin Input => new(AllInput);

    public bool IsTrusted => bounds is null;

    public bool IsInput => ReferenceEquals(bounds, AllInput);

    public bool IsMixed => bounds is not null && !IsInput;

    /// <summary>Wholly input if any part is: for results whose characters cannot be traced to their places.</summary>
    public Origin Whole => IsTrusted ? this : Input;

    public static Origin Of(List<int> bounds, int length)
    {
        if (bounds.Count == 0) return Trusted;
        return bounds.Count == 2 && bounds[0] == 0 && bounds[1] == length ? Input : new Origin([.. bounds]);
    }

    /// <summary>
    /// Adds the input ranges among <paramref name="length"/> units from <paramref name="start"/> on to a list of bounds, moved to <paramref
    /// name="at"/>.
    /// </summary>
    public void CopyTo(List<int> target, int start, int length, int at)
    {
        if (bounds is null || length == 0) return;
        for (int i = 0; i < bounds.Length; i += 2)
        {
            int from = Math.Max(bounds[i], start), to = Math.Min(bounds[i + 1], start + length);
            if (from < to) Add(target, at + from - start, at + to - start);
        }
    }

    private static void Add(List<int> target, int start, int end)
    {
        if (target.Count > 0 && target[^1] == start)
        {
            target[^1] = end;
            return;
        }
        target.Add(start);
        target.Add(end);
    }
}
