namespace Zhiyan.Kernels.Matrices;

/// <summary>What a product does with its input.</summary>
public enum MatrixPrecision
{
    /// <summary>Activations become bytes where the format has a kernel for that (all but floats, Q2_K and Q3_K); float32 elsewhere.</summary>
    Fast,

    /// <summary>Float32 activations for every format: the reference of every kernel.</summary>
    Exact,
}
