using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Matrices;

namespace Zhiyan.Kernels.Tests.Matrices;

public sealed class ByteDotTests
{
    [Fact]
    public void The_portable_dot_is_four_products_a_lane() => Check<PortableDot>();

    [Fact]
    public void The_instruction_agrees_with_four_products_a_lane()
    {
        if (!InstructionSets.IsSupported(InstructionSet.AvxVnni)) Assert.Skip("this CPU has no AVX-VNNI");
        Check<VnniDot>();
    }

    private static void Check<TDot>() where TDot : struct, IByteDot
    {
        var random = new Random(1);
        byte[] u = new byte[32], s = new byte[32];
        for (int round = 0; round < 1000; round++)
        {
            random.NextBytes(u);
            random.NextBytes(s);
            int start = random.Next(-1_000_000, 1_000_000);

            var sum = TDot.Add(Vector256.Create(start), Vector256.Create(u), Vector256.Create(s).AsSByte());
            var halves = TDot.Halves(Vector256.Create(s).AsInt32(), 16);

            for (int lane = 0; lane < 8; lane++)
            {
                int expected = start;
                for (int j = 0; j < 4; j++) expected += u[4 * lane + j] * (sbyte)s[4 * lane + j];
                Assert.Equal(expected, sum[lane]);
                Assert.Equal(16 * (BitConverter.ToInt16(s, 4 * lane) + BitConverter.ToInt16(s, 4 * lane + 2)), halves[lane]);
            }
        }
    }
}
