using System.Runtime.InteropServices;
using Zhiyan.Inference.Formats;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Inference.Tests.Formats;

public sealed class GgufWriterTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-writer");

    private string Target => Path.Combine(folder.FullName, "out.gguf");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Writes_keys_of_every_kind_that_the_reader_reads_back()
    {
        using (var writer = new GgufWriter(Target))
        {
            writer.Set("text", "知言");
            writer.Set("flag", true);
            writer.Set("count", 7u);
            writer.Set("long", -1L << 40);
            writer.Set("number", 1.5f);
            writer.Set("texts", ["", "a", "言"]);
            writer.Set("integers", (int[])[-3, int.MaxValue]);
            writer.Set("floats", (float[])[0.5f, float.PositiveInfinity]);
            writer.Commit();
        }

        using var file = GgufFile.Open(Target);
        var keys = file.Metadata;

        Assert.Equal("知言", keys.String("text"));
        Assert.True(keys.Boolean("flag"));
        Assert.Equal(7, keys.Integer("count"));
        Assert.Equal(-1L << 40, keys.Integer("long"));
        Assert.Equal(1.5, keys.Number("number"));
        Assert.Equal(["", "a", "言"], keys.Strings("texts")!);
        Assert.Equal([-3L, int.MaxValue], keys.Integers("integers")!);
        Assert.Equal([0.5f, float.PositiveInfinity], keys.Floats("floats")!);
        Assert.Equal(8, keys.Count);
    }

    [Fact]
    public void Writes_tensors_in_pieces_and_in_any_order()
    {
        float[] first = [1, 2, 3], second = [.. Enumerable.Range(0, 64).Select(value => value * 0.25f)];
        var blocks = Enumerable.Range(0, 34).Select(value => (byte)value).ToArray();
        using (var writer = new GgufWriter(Target))
        {
            writer.Add("odd", TensorType.F32, 3);
            writer.Add("blocks", TensorType.Q8_0, 32, 1);
            writer.Add("matrix", TensorType.F32, 16, 4);

            Parallel.For(0, 4, row => writer.Write("matrix", row * 64, MemoryMarshal.AsBytes(second.AsSpan(row * 16, 16))));
            writer.Write("blocks", 0, blocks);
            writer.Write("odd", 0, MemoryMarshal.AsBytes(first.AsSpan()));
            writer.Commit();
        }

        using var file = GgufFile.Open(Target);

        Assert.Equal(["odd", "blocks", "matrix"], file.Tensors.Keys);
        Assert.Equal([16, 4], file.Tensors["matrix"].Shape);
        Assert.Equal(first, MemoryMarshal.Cast<byte, float>(file.Tensors["odd"].Data.Span(0, 12)));
        Assert.Equal(blocks, file.Tensors["blocks"].Data.Span(0, 34));
        Assert.Equal(second, MemoryMarshal.Cast<byte, float>(file.Tensors["matrix"].Data.Span(0, 256)));
    }

    [Fact]
    public void A_file_without_all_its_bytes_never_appears()
    {
        using (var writer = new GgufWriter(Target))
        {
            writer.Add("weight", TensorType.F32, 4);
            writer.Write("weight", 0, new byte[12]);

            Assert.Throws<InvalidOperationException>(writer.Commit);
        }

        Assert.Empty(folder.GetFiles());
    }

    [Fact]
    public void Refuses_what_no_reader_would_take()
    {
        using var writer = new GgufWriter(Target);
        writer.Set("key", 1u);
        writer.Add("weight", TensorType.Q4_0, 32);

        Assert.Throws<ArgumentException>(() => writer.Set("key", 2u));
        Assert.Throws<ArgumentException>(() => writer.Add("weight", TensorType.F32, 1));
        Assert.Throws<ArgumentException>(() => writer.Add("ragged", TensorType.Q4_0, 33));
        Assert.Throws<ArgumentException>(() => writer.Add("deep", TensorType.F32, 1, 1, 1, 1, 1));
        Assert.Throws<ArgumentException>(() => writer.Write("absent", 0, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write("weight", 1, new byte[18]));
        writer.Write("weight", 0, new byte[18]);
        Assert.Throws<InvalidOperationException>(() => writer.Set("late", 1u));
        Assert.Throws<InvalidOperationException>(() => writer.Add("late", TensorType.F32, 1));
    }
}
