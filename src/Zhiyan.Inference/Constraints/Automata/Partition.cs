namespace Zhiyan.Inference.Constraints.Automata;

/// <summary>A set 0 … n−1 cut into blocks; marked elements are split from the others of their block. All operations are linear in what they touch.</summary>
internal sealed class Partition
{
    private readonly int[] elements, location, blockOf, first, past, marked;
    private readonly Stack<int> touched = new();

    public Partition(int count)
    {
        elements = [.. Enumerable.Range(0, count)];
        location = [.. elements];
        blockOf = new int[count];
        first = new int[count];
        past = new int[count];
        marked = new int[count];
        if (count > 0) past[0] = count;
        Count = count > 0 ? 1 : 0;
    }

    public int Count { get; private set; }

    public int BlockOf(int element) => blockOf[element];

    public ReadOnlySpan<int> Elements(int block) => elements.AsSpan(first[block]..past[block]);

    public void Mark(int element)
    {
        var block = blockOf[element];
        int at = location[element], to = first[block] + marked[block];
        if (at < to) return;
        (elements[at], elements[to]) = (elements[to], elements[at]);
        location[elements[at]] = at;
        location[element] = to;
        if (marked[block]++ == 0) touched.Push(block);
    }

    /// <summary>The smaller part of a split block becomes the new block, which is what bounds the work.</summary>
    public void Split()
    {
        while (touched.TryPop(out var block))
        {
            var cut = first[block] + marked[block];
            marked[block] = 0;
            if (cut == past[block]) continue;
            var fresh = Count++;
            if (cut - first[block] <= past[block] - cut) (first[fresh], past[fresh], first[block]) = (first[block], cut, cut);
            else (first[fresh], past[fresh], past[block]) = (cut, past[block], cut);
            foreach (var element in Elements(fresh)) blockOf[element] = fresh;
        }
    }
}
