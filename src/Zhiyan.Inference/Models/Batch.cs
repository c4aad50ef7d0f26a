using System.Runtime.InteropServices;
using Zhiyan.Inference.KvCache;

namespace Zhiyan.Inference.Models;

/// <summary>
/// The rows of one pass: tokens of any number of timelines, each a run behind what its timeline holds. Filled and used again and again by one thread.
/// </summary>
internal sealed class Batch(int capacity)
{
    private readonly int[] tokens = new int[capacity];
    private readonly int[] positions = new int[capacity];
    private readonly List<Run> runs = [];

    /// <summary>Rows <see cref="First"/> … <see cref="First"/> + <see cref="Count"/> − 1 are the next tokens of a timeline.</summary>
    public readonly record struct Run(Timeline Timeline, int First, int Count);

    public int Capacity => capacity;

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<int> Tokens => tokens.AsSpan(0, Count);

    public ReadOnlySpan<int> Positions => positions.AsSpan(0, Count);

    public ReadOnlySpan<Run> Runs => CollectionsMarshal.AsSpan(runs);

    public void Clear()
    {
        runs.Clear();
        Count = 0;
    }

    /// <summary>
    /// Adds the tokens that come next in a timeline, and guesses of those after them. The timeline has room for all and is in the batch only once.
    /// </summary>
    public void Add(Timeline timeline, ReadOnlySpan<int> next, ReadOnlySpan<int> guesses = default)
    {
        var rows = next.Length + guesses.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeline.Length + rows, timeline.Capacity);
        next.CopyTo(tokens.AsSpan(Count));
        guesses.CopyTo(tokens.AsSpan(Count + next.Length));
        for (var row = 0; row < rows; row++) positions[Count + row] = timeline.Length + row;
        runs.Add(new Run(timeline, Count, rows));
        Count += rows;
    }
}
