using System.Numerics;

namespace Zhiyan.Knowledge.Indexing;

/// <summary>A chunk's number of terms in a byte: exact to 8, then in steps of an eighth.</summary>
internal static class LengthCode
{
    public const int Codes = 256;

    public static byte Of(int length)
    {
        if (length < 8) return (byte)Math.Max(length, 0);
        int power = BitOperations.Log2((uint)length);
        return (byte)Math.Min(255, (power - 2) * 8 + (length >> power - 3 & 7));
    }

    /// <summary>The least length with this code.</summary>
    public static int Value(int code) => code < 16 ? code : (8 | code & 7) << (code >> 3) - 1;
}
