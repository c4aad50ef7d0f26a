namespace Zhiyan.Server.Libraries;

/// <summary>Places in a text counted in code points, as everything that is told as JSON counts them, from places in UTF-16 units.</summary>
public sealed class CodePoints
{
    /// <summary>Of a text that is not at hand.</summary>
    internal static readonly CodePoints None = new("");

    private readonly int[] pairs;       // where each surrogate pair begins

    public CodePoints(string text)
    {
        var found = new List<int>();
        for (int at = 0; at + 1 < text.Length; at++)
            if (char.IsSurrogatePair(text[at], text[at + 1])) found.Add(at);
        pairs = [.. found];
    }

    public int Of(int place)
    {
        int before = Array.BinarySearch(pairs, place);
        return place - (before < 0 ? ~before : before);
    }

    /// <summary>The way back: a place in UTF-16 units.</summary>
    public int Units(int place)
    {
        int low = 0, high = pairs.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (pairs[middle] - middle < place) low = middle + 1;
            else high = middle;
        }
        return place + low;
    }
}
