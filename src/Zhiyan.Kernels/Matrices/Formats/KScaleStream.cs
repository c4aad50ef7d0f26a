using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Quantization;

namespace Zhiyan.Kernels.Matrices.Formats;

/// <summary>
/// The scales of Q4_K and Q5_K for 256 columns: d of eight rows, −dmin of eight rows, then for each of eight blocks eight 6-bit scales and eight
/// minimums, a byte each. d·scale and −dmin·minimum have 17 bits at most: exact in float32.
/// </summary>
internal static unsafe class KScaleStream
{
    public const int Bytes = 2 * HalfScales.Bytes + 8 * BlockBytes;

    private const int BlockBytes = 2 * ByteScales.Bytes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* scales, int block, out Vector256<float> scale, out Vector256<float> minimum)
    {
        scales += block / 8 * Bytes;
        byte* own = scales + 2 * HalfScales.Bytes + block % 8 * BlockBytes;
        scale = HalfScales.Load(scales) * Vector256.ConvertToSingle(ByteScales.Load(own));
        minimum = HalfScales.Load(scales + HalfScales.Bytes) * Vector256.ConvertToSingle(ByteScales.Load(own + ByteScales.Bytes));
    }

    public static bool Pack(ReadOnlySpan<byte> block, byte* scales, int row)
    {
        byte* own = scales + 2 * HalfScales.Bytes + row;
        for (int part = 0; part < 8; part++, own += BlockBytes)
        {
            *own = (byte)KScales.Scale(block[4..], part);
            own[ByteScales.Bytes] = (byte)KScales.Minimum(block[4..], part);
        }
        return HalfScales.Pack(block, scales, row) & HalfScales.PackNegative(block[2..], scales + HalfScales.Bytes, row);
    }
}
