using System.Globalization;

namespace Zhiyan.Inference.Tokenizers.Patterns;

/// <summary>All code points, sorted into classes that no set of a pattern tells apart.</summary>
internal sealed class CodePointClasses
{
    private const int MaximumSets = 64;
    private const int MaximumClasses = 255;
    private const int CategoryCount = 30;

    private readonly int[] borders;                         // where regions start; the first is 0
    private readonly byte[] byRegion;                       // [region, category]
    private readonly byte[] basicPlane = new byte[0x10000];
    private readonly List<ulong> members = [];              // for each class, a bit for each set it lies in

    public CodePointClasses(IReadOnlyList<CharacterSet> sets)
    {
        if (sets.Count > MaximumSets)
            throw new FormatException($"it has {sets.Count} different sets of characters, and at most {MaximumSets} are taken");
        var found = new SortedSet<int> { 0 };
        foreach (var set in sets) set.AddBorders(found);
        borders = [.. found];
        byRegion = new byte[borders.Length * CategoryCount];

        var numbers = new Dictionary<ulong, byte>();
        for (var index = 0; index < byRegion.Length; index++)
        {
            var bits = MembershipOf(sets, borders[index / CategoryCount], (UnicodeCategory)(index % CategoryCount));
            if (!numbers.TryGetValue(bits, out var number))
            {
                if (members.Count == MaximumClasses) throw new FormatException($"it tells more than {MaximumClasses} classes of characters apart");
                numbers[bits] = number = (byte)members.Count;
                members.Add(bits);
            }
            byRegion[index] = number;
        }

        for (int codePoint = 0, region = 0; codePoint < basicPlane.Length; codePoint++)
        {
            if (region + 1 < borders.Length && codePoint == borders[region + 1]) region++;
            basicPlane[codePoint] = byRegion[region * CategoryCount + (int)CharUnicodeInfo.GetUnicodeCategory(codePoint)];
        }
    }

    public int Count => members.Count;

    public int OfBasic(char unit) => basicPlane[unit];

    public int OfSupplementary(int codePoint)
    {
        var region = Array.BinarySearch(borders, codePoint);
        if (region < 0) region = ~region - 1;
        return byRegion[region * CategoryCount + (int)CharUnicodeInfo.GetUnicodeCategory(codePoint)];
    }

    public bool IsIn(int number, int set) => (members[number] >> set & 1) != 0;

    private static ulong MembershipOf(IReadOnlyList<CharacterSet> sets, int codePoint, UnicodeCategory category)
    {
        ulong bits = 0;
        for (var set = 0; set < sets.Count; set++)
            if (sets[set].Contains(codePoint, category)) bits |= 1ul << set;
        return bits;
    }
}
