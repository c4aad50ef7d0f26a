using System.Text;

namespace Zhiyan.Inference.Sampling;

/// <summary>
/// Ends a text at the first stop string to be complete (of several that end at once, the longest), while the text is still being written.
/// What may yet become a stop string is held back. Linear in the text (Knuth, Morris and Pratt 1977, once for each stop string).
/// </summary>
public sealed class StopStrings
{
    public const int MaxCount = 16;

    private readonly string[] stops;
    private readonly int[][] borders;

    /// <summary>For each stop string, how many of its first characters the text ends with.</summary>
    private readonly int[] matched;

    /// <summary>Throws an <see cref="ArgumentException"/> for an empty stop string or more than <see cref="MaxCount"/>.</summary>
    public StopStrings(IEnumerable<string> stops)
    {
        this.stops = [.. stops];
        if (this.stops.Length > MaxCount)
            throw new ArgumentException($"{this.stops.Length} stop strings; at most {MaxCount} are allowed.", nameof(stops));
        if (this.stops.Contains("")) throw new ArgumentException("a stop string is empty; it would end every text before it begins.", nameof(stops));
        borders = [.. this.stops.Select(BordersOf)];
        matched = new int[this.stops.Length];
    }

    /// <summary>The stop string that ended the text, or null.</summary>
    public string? Found { get; private set; }

    /// <summary>Appends to <paramref name="output"/> what is certain by now; true once a stop string was found, and later pieces are dropped.</summary>
    public bool Feed(ReadOnlySpan<char> piece, StringBuilder output)
    {
        if (Found is not null) return true;
        // Held-back text is the beginning of a stop string, so it need not be stored.
        var held = Held;
        for (int at = 0; at < piece.Length && Found is null; at++)
        {
            Found = Advance(piece[at]);
            if (Found is not null) piece = piece[..(at + 1)];
        }
        int certain = held.Length + piece.Length - (Found?.Length ?? Held.Length);
        output.Append(held[..Math.Min(certain, held.Length)]);
        output.Append(piece[..Math.Max(certain - held.Length, 0)]);
        return Found is not null;
    }

    /// <summary>The text has ended: appends what was held back.</summary>
    public void Finish(StringBuilder output)
    {
        if (Found is null) output.Append(Held);
        matched.AsSpan().Clear();
    }

    private ReadOnlySpan<char> Held
    {
        get
        {
            ReadOnlySpan<char> longest = default;
            for (int i = 0; i < stops.Length; i++)
                if (matched[i] > longest.Length) longest = stops[i].AsSpan(0, matched[i]);
            return longest;
        }
    }

    private string? Advance(char next)
    {
        string? found = null;
        for (int i = 0; i < stops.Length; i++)
        {
            int length = matched[i];
            while (length > 0 && stops[i][length] != next) length = borders[i][length];
            if (stops[i][length] == next) length++;
            matched[i] = length;
            if (length == stops[i].Length && length > (found?.Length ?? 0)) found = stops[i];
        }
        return found;
    }

    /// <summary>borders[n]: the longest proper beginning of the first n characters that is also their end.</summary>
    private static int[] BordersOf(string stop)
    {
        var borders = new int[stop.Length + 1];
        for (int n = 1, border = 0; n < stop.Length; n++)
        {
            while (border > 0 && stop[n] != stop[border]) border = borders[border];
            if (stop[n] == stop[border]) border++;
            borders[n + 1] = border;
        }
        return borders;
    }
}
