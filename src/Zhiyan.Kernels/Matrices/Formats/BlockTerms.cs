namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>What a block of 32 columns multiplies its exact sums with.</summary>
internal enum BlockTerms
{
    /// <summary>scale · Σ q·x.</summary>
    OneScale,

    /// <summary>scale · Σ q·x + minimum · Σ x.</summary>
    ScaleAndMinimum,

    /// <summary>One scale for the first 16 columns, another for the last 16.</summary>
    TwoScales,
}
