using System.Runtime.Intrinsics;

namespace Zhiyan.Kernels.Matrices;

/// <summary>The one instruction a CPU with VNNI has and others must spell out, with the sum a start needs before it.</summary>
internal interface IByteDot
{
    /// <summary>Adds the four products of unsigned and signed bytes in every lane.</summary>
    static abstract Vector256<int> Add(Vector256<int> sum, Vector256<byte> unsigned, Vector256<sbyte> signed);

    /// <summary>The sum of the two 16-bit halves of every lane, times <paramref name="factor"/>.</summary>
    static abstract Vector256<int> Halves(Vector256<int> lanes, short factor);
}
