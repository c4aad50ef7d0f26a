namespace Zhiyan.Inference.Tokenizers;

/// <summary>
/// Pieces of text by their UTF-16 units, for finding all that begin at a place in one walk. Flat arrays: the children of a node lie side by
/// side, in the order of their units. Immutable.
/// </summary>
internal sealed class PieceTrie
{
    private const int None = -1;

    private readonly int[] roots = new int[char.MaxValue + 1];      // the node of a first unit: most texts ask for thousands of different ones
    private readonly List<char> units = [];
    private readonly List<int> ids = [];
    private readonly List<(int First, int Count)> children = [];

    /// <summary>The texts must differ and hold something.</summary>
    public PieceTrie(IEnumerable<(string Text, int Id)> pieces)
    {
        (string Text, int Id)[] sorted = [.. pieces];
        Array.Sort(sorted, (left, right) => string.CompareOrdinal(left.Text, right.Text));
        Array.Fill(roots, None);

        // Level by level, so that the children of a node follow one another. A node is a stretch of the sorted pieces that begin alike.
        var level = new Queue<(int Node, int From, int To)>();
        foreach (var (unit, from, to) in Groups(sorted, 0, sorted.Length, depth: 0)) level.Enqueue((roots[unit] = Add(unit), from, to));
        for (var depth = 1; level.Count > 0; depth++)
        {
            for (var left = level.Count; left > 0; left--)
            {
                var (node, from, to) = level.Dequeue();
                if (sorted[from].Text.Length == depth) ids[node] = sorted[from++].Id;
                var first = units.Count;
                foreach (var (unit, start, end) in Groups(sorted, from, to, depth)) level.Enqueue((Add(unit), start, end));
                children[node] = (first, units.Count - first);
            }
        }
    }

    public Walk At(ReadOnlySpan<char> text) => new(this, text);

    private static IEnumerable<(char Unit, int From, int To)> Groups((string Text, int Id)[] sorted, int from, int to, int depth)
    {
        while (from < to)
        {
            var (unit, start) = (sorted[from].Text[depth], from);
            while (from < to && sorted[from].Text[depth] == unit) from++;
            yield return (unit, start, from);
        }
    }

    private int Add(char unit)
    {
        units.Add(unit);
        ids.Add(None);
        children.Add((0, 0));
        return units.Count - 1;
    }

    private int Child(int node, char unit)
    {
        var (first, count) = children[node];
        for (var last = first + count; first < last;)
        {
            var middle = (first + last) / 2;
            if (units[middle] == unit) return middle;
            if (units[middle] < unit) first = middle + 1;
            else last = middle;
        }
        return None;
    }

    /// <summary>The pieces that a text begins with, the shortest first.</summary>
    public ref struct Walk(PieceTrie trie, ReadOnlySpan<char> text)
    {
        private readonly ReadOnlySpan<char> text = text;
        private int node = None;

        public int Length { get; private set; }

        public int Id { get; private set; } = None;

        public bool MoveNext()
        {
            while (Length < text.Length)
            {
                node = Length == 0 ? trie.roots[text[0]] : trie.Child(node, text[Length]);
                if (node == None) return false;
                Length++;
                Id = trie.ids[node];
                if (Id != None) return true;
            }
            return false;
        }
    }
}
