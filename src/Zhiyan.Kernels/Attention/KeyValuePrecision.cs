namespace Zhiyan.Kernels.Attention;

/// <summary>How cached keys and values are kept.</summary>
public enum KeyValuePrecision
{
    /// <summary>Half precision: two bytes a value, magnitudes above 65504 kept at 65504.</summary>
    F16,

    /// <summary>Single precision: as they were computed.</summary>
    F32,
}
