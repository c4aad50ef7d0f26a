using Zhiyan.Kernels.Memory;

namespace Zhiyan.Inference.Models;

/// <summary>A buffer of <paramref name="count"/> rows of floats, one a token, outside the collected heap.</summary>
internal sealed class Rows(int count, int width) : IDisposable
{
    private readonly AlignedMemory memory = new((long)count * width * sizeof(float));

    public int Count => count;

    public int Width => width;

    public Span<float> this[int row] => memory.Span<float>((long)row * width, width);

    /// <summary>Rows [<paramref name="start"/>, <paramref name="start"/> + <paramref name="rows"/>), one after the other.</summary>
    public Span<float> Slice(int start, int rows) => memory.Span<float>((long)start * width, rows * width);

    public void Dispose() => memory.Dispose();
}
