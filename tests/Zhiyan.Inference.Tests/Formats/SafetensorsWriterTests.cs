using System.Runtime.InteropServices;
using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Tests.Formats;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-writer");

    private string Target => Path.Combine(folder.FullName, "out.safetensors");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Writes_rows_that_the_reader_reads_back()
    {
        float[] values = [1.5f, -2, float.NaN, float.MaxValue, 0, float.Epsilon];
        using (var writer = new SafetensorsWriter(Target, "logits", 2, 3))
        {
            writer.Write(values.AsSpan(0, 3));
            writer.Write(values.AsSpan(3));
            writer.Commit();
        }

        using var file = new SafetensorsFile(Target);
        var tensor = file.Tensors["logits"];

        Assert.Equal([3, 2], tensor.Shape);
        Assert.Equal(values, MemoryMarshal.Cast<byte, float>(tensor.Data.Span(0, 24)).ToArray());
        Assert.Single(folder.GetFiles());
    }

    [Fact]
    public void Leaves_the_old_file_where_the_new_one_is_not_finished()
    {
        File.WriteAllText(Target, "old");
        using (var writer = new SafetensorsWriter(Target, "logits", 2, 3))
        {
            writer.Write([1, 2, 3]);
            Assert.Throws<InvalidOperationException>(writer.Commit);
        }

        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Single(folder.GetFiles());
    }

    [Fact]
    public void Refuses_more_values_than_the_shape_holds()
    {
        using var writer = new SafetensorsWriter(Target, "logits", 1, 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write([1, 2, 3]));
    }
}
