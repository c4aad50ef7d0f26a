using System.Runtime.InteropServices;
using Zhiyan.Inference.KvCache;
using Zhiyan.Inference.Models;

namespace Zhiyan.Inference;

/// <summary>
/// One timeline of tokens over a <see cref="Runner"/>, with the keys and values of all of them. The same tokens give the same logits, bit for
/// bit, however they are cut into calls. Owned by one caller.
/// </summary>
public sealed class Session(Runner runner) : IDisposable
{
    private readonly KeyValueCache cache = new(runner.Model.Decoder.KeyValueLayout, runner.Model.Config.Layers);
    private readonly List<int> tokens = [];

    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(tokens);

    public int Length => tokens.Count;

    /// <summary>Bytes of keys and values.</summary>
    public long CacheBytes => cache.Bytes;

    /// <summary>Makes room for <paramref name="length"/> tokens, so that none is made while they come.</summary>
    public void Reserve(int length)
    {
        cache.Reserve(length);
        tokens.EnsureCapacity(length);
    }

    /// <summary>Reads tokens and returns the logits [vocabulary] that follow the last of them; valid until the runner's next pass.</summary>
    public ReadOnlySpan<float> Append(params ReadOnlySpan<int> added)
    {
        ArgumentOutOfRangeException.ThrowIfZero(added.Length);
        var last = Read(added, every: null);
        runner.Head(last, 1);
        return runner.Logits(0);
    }

    /// <summary>Reads tokens and hands over the logits that follow each of them, in order: (index within <paramref name="added"/>, logits).</summary>
    public void Append(ReadOnlySpan<int> added, Action<int, ReadOnlySpan<float>> every) => Read(added, every);

    /// <summary>Reads tokens for the cache only.</summary>
    public void Prefill(ReadOnlySpan<int> added) => Read(added, every: null);

    /// <summary>Goes back to the first <paramref name="length"/> tokens.</summary>
    public void Rewind(int length)
    {
        cache.Rewind(length);
        tokens.RemoveRange(length, tokens.Count - length);
    }

    public void Dispose() => cache.Dispose();

    /// <summary>Returns the row of the last token within the last chunk.</summary>
    private int Read(ReadOnlySpan<int> added, Action<int, ReadOnlySpan<float>>? every)
    {
        foreach (var token in added)
            if ((uint)token >= (uint)runner.Model.Config.Vocabulary)
                throw new ArgumentOutOfRangeException(nameof(added), token, $"the model's vocabulary has {runner.Model.Config.Vocabulary:N0} tokens");

        var last = -1;
        for (var start = 0; start < added.Length; start += Workspace.ChunkTokens)
        {
            var chunk = added.Slice(start, Math.Min(Workspace.ChunkTokens, added.Length - start));
            runner.Forward(chunk, cache);
            tokens.AddRange(chunk);
            last = chunk.Length - 1;
            if (every is not null) HandOver(start, chunk.Length, every);
        }
        return last;
    }

    private void HandOver(int offset, int rows, Action<int, ReadOnlySpan<float>> every)
    {
        for (var start = 0; start < rows; start += Workspace.LogitRows)
        {
            var count = Math.Min(Workspace.LogitRows, rows - start);
            runner.Head(start, count);
            for (var row = 0; row < count; row++) every(offset + start + row, runner.Logits(row));
        }
    }
}
