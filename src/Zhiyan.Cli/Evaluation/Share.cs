using System.Globalization;

namespace Zhiyan.Cli.Evaluation;

/// <summary>How many of how many, with Wilson's interval for the share, 95 %.</summary>
internal readonly record struct Share(int Right, int Of)
{
    private const double Z = 1.96;

    public double Value => Of == 0 ? double.NaN : (double)Right / Of;

    public (double Low, double High) Interval
    {
        get
        {
            if (Of == 0) return (double.NaN, double.NaN);
            double centre = (Value + Z * Z / (2 * Of)) / (1 + Z * Z / Of), half = Z / (1 + Z * Z / Of) * Math.Sqrt(Value * (1 - Value) / Of + Z * Z / (4.0 * Of * Of));
            return (Math.Max(0, centre - half), Math.Min(1, centre + half));
        }
    }

    public static Share Count<T>(IReadOnlyCollection<T> all, Func<T, bool> isRight) => new(all.Count(isRight), all.Count);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:F3} ({Interval.Low:F3}–{Interval.High:F3})");
}

/// <summary>A figure: of which set, of what.</summary>
internal sealed record Figure(string Set, string Measure, Share Share);
