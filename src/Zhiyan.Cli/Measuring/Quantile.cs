namespace Zhiyan.Cli.Measuring;

/// <summary>Where a share of the values lies below (Hyndman and Fan 1996, definition 7: linear between neighbours).</summary>
internal static class Quantile
{
    /// <summary>Null-free values in any order; NaN of none.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return double.NaN;
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
    }
}
