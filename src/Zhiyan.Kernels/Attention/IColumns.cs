using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Attention;

/// <summary>
/// Sixteen values side by side in memory, as a type, so that the JIT compiles one <see cref="Tile"/> for each way to keep them.
/// </summary>
internal unsafe interface IColumns
{
    /// <summary>Bytes of the sixteen values.</summary>
    static abstract int Bytes { get; }

    static abstract (Vector256<float> Low, Vector256<float> High) Load(byte* columns);
}
