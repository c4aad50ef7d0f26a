namespace Zhiyan.Inference.Constraints.Matching;

/// <summary>
/// A set of stacks of network states, kept as a map from the state on top to the set of what lies beneath it: two stacks with one top are one
/// entry. So an ambiguous grammar, whose stacks may be exponentially many, still has at most one entry for each state. Interned: one content is
/// one object within <see cref="StackSets"/>. Immutable.
/// </summary>
internal sealed class StackSet(StackSet.Entry[] entries)
{
    public static StackSet Nothing { get; } = new([]);

    /// <summary>In the order of the states.</summary>
    public ReadOnlySpan<Entry> Entries => entries;

    /// <summary>Of the highest of the stacks.</summary>
    public int Height { get; } = entries.Length == 0 ? 0 : 1 + entries.Max(entry => entry.Below.Height);

    public readonly record struct Entry(int State, StackSet Below)
    {
        public bool Equals(Entry other) => State == other.State && ReferenceEquals(Below, other.Below);

        public override int GetHashCode() => HashCode.Combine(State, System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Below));
    }

    /// <summary>By content, where what lies beneath is interned already.</summary>
    public sealed class Content : IEqualityComparer<StackSet>
    {
        public bool Equals(StackSet? x, StackSet? y) => x!.Entries.SequenceEqual(y!.Entries);

        public int GetHashCode(StackSet set)
        {
            var hash = new HashCode();
            foreach (var entry in set.Entries) hash.Add(entry);
            return hash.ToHashCode();
        }
    }
}
