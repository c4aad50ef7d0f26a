using System.Runtime.InteropServices;
using Zhiyan.Inference.KvCache;
using Zhiyan.Inference.Models;

namespace Zhiyan.Inference;

/// <summary>
/// One timeline of tokens over a <see cref="Runner"/>, with memory of its own. The same tokens give the same logits, bit for bit, however they
/// are cut into calls. Owned by one caller; for many at once there is the <see cref="Engine"/>.
/// </summary>
public sealed class Session : IDisposable
{
    private readonly Runner runner;
    private readonly BlockPool pool;
    private readonly Timeline timeline;
    private readonly Batch batch;
    private readonly List<int> tokens = [];
    private readonly int[] wanted = new int[Workspace.LogitRows];

    public Session(Runner runner)
    {
        this.runner = runner;
        pool = new BlockPool(runner.Groups, long.MaxValue);
        timeline = new Timeline(pool);
        batch = runner.NewBatch();
    }

    public ReadOnlySpan<int> Tokens => CollectionsMarshal.AsSpan(tokens);

    public int Length => tokens.Count;

    /// <summary>Bytes of keys and values.</summary>
    public long CacheBytes => pool.Bytes;

    /// <summary>Makes room for <paramref name="length"/> tokens, so that none is made while they come.</summary>
    public void Reserve(int length)
    {
        timeline.TryReserve(length);
        tokens.EnsureCapacity(length);
    }

    /// <summary>Reads tokens and returns the logits [vocabulary] that follow the last of them; valid until the runner's next pass.</summary>
    public ReadOnlySpan<float> Append(params ReadOnlySpan<int> added)
    {
        ArgumentOutOfRangeException.ThrowIfZero(added.Length);
        Read(added, every: null);
        wanted[0] = batch.Count - 1;
        runner.Head(wanted.AsSpan(0, 1));
        return runner.Logits(0);
    }

    /// <summary>Reads tokens and hands over the logits that follow each of them, in order: (index within <paramref name="added"/>, logits).</summary>
    public void Append(ReadOnlySpan<int> added, Action<int, ReadOnlySpan<float>> every) => Read(added, every);

    /// <summary>Reads tokens for the cache only.</summary>
    public void Prefill(ReadOnlySpan<int> added) => Read(added, every: null);

    /// <summary>
    /// Goes back to the first <paramref name="length"/> tokens. Where layers have a sliding window, only as far as it reaches, or to the start.
    /// </summary>
    public void Rewind(int length)
    {
        timeline.Rewind(length);
        tokens.RemoveRange(length, tokens.Count - length);
    }

    public void Dispose() => pool.Dispose();

    private void Read(ReadOnlySpan<int> added, Action<int, ReadOnlySpan<float>>? every)
    {
        foreach (var token in added)
            if ((uint)token >= (uint)runner.Model.Config.Vocabulary)
                throw new ArgumentOutOfRangeException(nameof(added), token, $"the model's vocabulary has {runner.Model.Config.Vocabulary:N0} tokens");

        for (var start = 0; start < added.Length; start += batch.Capacity)
        {
            var chunk = added.Slice(start, Math.Min(batch.Capacity, added.Length - start));
            timeline.TryReserve(timeline.Length + chunk.Length);
            batch.Clear();
            batch.Add(timeline, chunk);
            runner.Forward(batch);
            timeline.LeaveWindow();
            tokens.AddRange(chunk);
            if (every is not null) HandOver(start, chunk.Length, every);
        }
    }

    private void HandOver(int offset, int rows, Action<int, ReadOnlySpan<float>> every)
    {
        for (var start = 0; start < rows; start += wanted.Length)
        {
            var count = Math.Min(wanted.Length, rows - start);
            for (var place = 0; place < count; place++) wanted[place] = start + place;
            runner.Head(wanted.AsSpan(0, count));
            for (var place = 0; place < count; place++) every(offset + start + place, runner.Logits(place));
        }
    }
}
