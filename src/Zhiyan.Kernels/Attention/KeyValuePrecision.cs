namespace Zhiyan.Kernels.Attention;

/// <summary>How cached keys and values are kept.</summary>
public enum KeyValuePrecision
{
    /// <summary>Half precision: two bytes a value, magnitudes above 65504 kept at 65504.</summary>
    F16,

    /// <summary>Single precision: as they were computed.</summary>
    F32,

    /// <summary>
    /// A signed byte a value and a single precision scale for every 32 dimensions of a token's head: 1.125 bytes a value, off by at most
    /// 1/254 of the largest magnitude among the 32.
    /// </summary>
    Q8_0,
}
