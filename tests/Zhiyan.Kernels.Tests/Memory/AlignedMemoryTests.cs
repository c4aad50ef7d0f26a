using Zhiyan.Kernels.Memory;

namespace Zhiyan.Kernels.Tests.Memory;

public sealed class AlignedMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(5 << 20)]
    [InlineData((9 << 20) + 12)]
    public void Is_zeroed_aligned_and_writable_to_its_last_byte(int bytes)
    {
        using var memory = new AlignedMemory(bytes);

        var span = memory.Span<byte>();

        Assert.Equal(bytes, span.Length);
        Assert.Equal(-1, span.IndexOfAnyExcept((byte)0));
        span.Fill(7);
        Assert.Equal(0, memory.Address % (bytes >= 4 << 20 ? 2 << 20 : 64));
    }

    [Fact]
    public void Small_blocks_that_share_pages_are_zeroed_aligned_and_apart_whichever_goes_first()
    {
        const int Bytes = 700_001;
        var blocks = new AlignedMemory[60];     // more than one mapping holds

        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                blocks[i] = new AlignedMemory(Bytes, shared: true);
                Assert.Equal(0, blocks[i].Address % 64);
                Assert.Equal(-1, blocks[i].Span<byte>().IndexOfAnyExcept((byte)0));
                blocks[i].Span<byte>().Fill((byte)(i + 1));
            }
            for (int i = 0; i < blocks.Length; i += 2) blocks[i].Dispose();

            for (int i = 1; i < blocks.Length; i += 2) Assert.Equal(-1, blocks[i].Span<byte>().IndexOfAnyExcept((byte)(i + 1)));
            for (int i = 1; i < blocks.Length; i += 2) blocks[i].Dispose();
        }
    }

    [Fact]
    public void Counts_what_lives()
    {
        const int Bytes = 3 << 20;
        long before = AlignedMemory.TotalBytes;

        var memory = new AlignedMemory(Bytes);
        long during = AlignedMemory.TotalBytes;
        memory.Dispose();
        memory.Dispose();

        Assert.Equal(Bytes, during - before);
        Assert.Equal(before, AlignedMemory.TotalBytes);
    }

    [Fact]
    public void A_stretch_outside_or_after_the_end_is_refused()
    {
        var memory = new AlignedMemory(16);

        Assert.Equal(2, memory.Span<float>(2, 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Span<float>(2, 3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Span<float>(-1, 1).Length);
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span<float>().Length);
    }
}
