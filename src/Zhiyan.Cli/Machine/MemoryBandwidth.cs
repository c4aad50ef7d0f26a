using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Zhiyan.Kernels.Memory;
using Zhiyan.Kernels.Threading;

namespace Zhiyan.Cli.Machine;

/// <summary>How fast this machine reads memory: the limit of decoding, which reads every weight once a token.</summary>
internal static class MemoryBandwidth
{
    private const long Bytes = 1L << 30;        // many times any cache
    private const int Passes = 5;
    private const int Line = 128;               // bytes a step of the loop reads

    /// <summary>Gigabytes (10⁹) a second that this many threads read together; the best of a few passes over a gigabyte.</summary>
    public static double Measure(int threads)
    {
        using var memory = new AlignedMemory(Bytes);
        using var pool = new WorkerPool(threads);
        var part = (int)(Bytes / threads / Line * Line);
        var sums = new long[threads];
        pool.Run(worker => Part(worker).Fill((byte)worker));       // a page that was never written is no memory yet

        var best = double.PositiveInfinity;
        for (var pass = 0; pass < Passes; pass++)
        {
            var start = Stopwatch.GetTimestamp();
            pool.Run(worker => sums[worker] += Sum(Part(worker)));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        GC.KeepAlive(sums);
        return (double)part * threads / best / 1e9;

        Span<byte> Part(int worker) => memory.Span<byte>((long)worker * part, part);
    }

    /// <summary>Four sums side by side, so that only memory is waited for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long Sum(ReadOnlySpan<byte> bytes)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector256<long>>(bytes);
        var (a, b, c, d) = (Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero);
        for (; vectors.Length >= 4; vectors = vectors[4..])
        {
            a += vectors[0];
            b += vectors[1];
            c += vectors[2];
            d += vectors[3];
        }
        return Vector256.Sum(a + b + c + d);
    }
}
