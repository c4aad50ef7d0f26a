namespace Zhiyan.Server.Libraries;

/// <summary>Places in a text counted in code points, as everything that is told as JSON counts them, from places in UTF-16 units.</summary>
public sealed class CodePoints
{
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
}
