using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Inference.Models;

/// <summary>
/// The pre-norm decoder of Llama (Touvron et al. 2023) and its kin: grouped-query attention with rotary positions, a SiLU-gated MLP, RMS
/// norms before both. Immutable; many sessions may run it, each pass with a <see cref="Workspace"/> of its own.
/// </summary>
internal sealed class Decoder(
    ModelConfig config, KeyValueLayout keyValueLayout, Matrix embedding, DecoderLayer[] layers, float[] norm, Matrix head)
{
    private readonly RopeTable rope = new(config.Rope);

    public ModelConfig Config => config;

    public KeyValueLayout KeyValueLayout => keyValueLayout;

    /// <summary>Bytes of weights that are private memory, not pages of the mapped file.</summary>
    public long Bytes => embedding.Bytes + (ReferenceEquals(head, embedding) ? 0 : head.Bytes)
        + layers.Sum(layer => layer.QueryKeyValue.Bytes + layer.Output.Bytes + layer.GateUp.Bytes + layer.Down.Bytes);

    /// <summary>Runs the rows of a batch and leaves their last hidden states, normed, in <see cref="Workspace.Normed"/>.</summary>
    public void Forward(Batch batch, Workspace work)
    {
        var backend = work.Backend;
        var queries = config.Heads * config.HeadDim;
        var keys = config.KeyValueHeads * config.HeadDim;
        backend.Begin(batch, rope);

        for (var row = 0; row < batch.Count; row++) Embed(batch.Tokens[row], work.Residual[row]);
        for (var index = 0; index < layers.Length; index++)
        {
            var layer = layers[index];

            backend.Norm(work.Residual, layer.AttentionNorm, config.NormEpsilon, work.Normed);
            backend.Linear(work.Normed, layer.QueryKeyValue, layer.QueryKeyValueBias, work.QueryKeyValue);
            if (layer.QueryNorm is { } queryNorm) backend.HeadNorm(work.QueryKeyValue, 0, queries, queryNorm, config.NormEpsilon);
            if (layer.KeyNorm is { } keyNorm) backend.HeadNorm(work.QueryKeyValue, queries, keys, keyNorm, config.NormEpsilon);
            backend.Rope(work.QueryKeyValue, queries + keys, config.HeadDim, config.Rope.Pairing);
            backend.Store(work.QueryKeyValue, queries, keyValueLayout, index);
            backend.Attend(work.QueryKeyValue, layer.Attention, index, work.Attended);
            backend.Linear(work.Attended, layer.Output, layer.OutputBias, work.Projected);
            backend.Add(work.Residual, work.Projected, config.Scales.Residual);

            backend.Norm(work.Residual, layer.FeedForwardNorm, config.NormEpsilon, work.Normed);
            backend.Linear(work.Normed, layer.GateUp, layer.GateUpBias, work.GateUp);
            backend.SwiGlu(work.GateUp, work.Hidden);
            backend.Linear(work.Hidden, layer.Down, layer.DownBias, work.Projected);
            backend.Add(work.Residual, work.Projected, config.Scales.Residual);
        }
        backend.Norm(work.Residual, norm, config.NormEpsilon, work.Normed);
        foreach (var run in batch.Runs) run.Timeline.Advance(run.Count);
    }

    /// <summary>
    /// Logits of <paramref name="rows"/> of the last batch, at most <see cref="Workspace.LogitRows"/> of them, into <see cref="Workspace.Logits"/>.
    /// </summary>
    public void Head(ReadOnlySpan<int> rows, Workspace work)
    {
        for (var place = 0; place < rows.Length; place++)
        {
            work.Normed[rows[place]].CopyTo(work.HeadInput[place]);
            if (config.Scales.Logits != 1) Scale.By(work.HeadInput[place], 1 / config.Scales.Logits);
        }
        work.Backend.Linear(work.HeadInput, rows.Length, head, work.Logits);
    }

    private void Embed(int token, Span<float> row)
    {
        embedding.Row(token, row);
        if (config.Scales.Embedding != 1) Scale.By(row, config.Scales.Embedding);
    }
}
