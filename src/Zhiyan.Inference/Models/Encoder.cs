using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Operations;

namespace Zhiyan.Inference.Models;

/// <summary>
/// The post-norm encoder of BERT (Devlin et al. 2018) and XLM-R (Conneau et al. 2019): learned positions, attention to all tokens of a text, a
/// GELU MLP, a layer norm behind both. Immutable; a pass needs a <see cref="EncoderWorkspace"/> of its own.
/// </summary>
internal sealed class Encoder(
    EncoderConfig config, KeyValueLayout layout, Matrix tokens, Matrix positions, Matrix types, Norm norm, EncoderLayer[] layers, ScoreHead? score)
{
    private readonly AttentionShape attention = new(layout, group: 1, scale: 1 / MathF.Sqrt(config.HeadDim));

    public EncoderConfig Config => config;

    public KeyValueLayout Layout => layout;

    /// <summary>Bytes of weights that are private memory, not pages of the mapped file.</summary>
    public long Bytes => layers.Sum(layer => layer.Bytes) + (score is null ? 0 : score.Dense.Matrix.Bytes + score.Out.Matrix.Bytes);

    /// <summary>Runs the texts of a batch and leaves their last hidden states in <see cref="EncoderWorkspace.Hidden"/>.</summary>
    public void Forward(EncoderBatch batch, EncoderWorkspace work)
    {
        work.EachRow(batch.Rows, row => Embed(batch, row, work.Hidden[row], work.Attended[row]));
        foreach (var layer in layers)
        {
            EachChunk(batch.Rows, (start, count) =>
            {
                work.Multiply(work.Hidden, start, layer.QueryKeyValue.Matrix, work.QueryKeyValue, start, count);
                work.EachRow(count, row =>
                {
                    Add.Into(work.QueryKeyValue[start + row], layer.QueryKeyValue.Bias);
                    work.Store(batch, layout, start + row);
                });
            });

            work.Attend(batch, attention);

            EachChunk(batch.Rows, (start, count) =>
            {
                work.Multiply(work.Attended, start, layer.Output.Matrix, work.Projected, 0, count);
                work.EachRow(count, row => AddAndNorm(work.Hidden[start + row], work.Projected[row], layer.Output.Bias, layer.AttentionNorm));

                work.Multiply(work.Hidden, start, layer.Up.Matrix, work.Inner, 0, count);
                work.EachRow(count, row =>
                {
                    Add.Into(work.Inner[row], layer.Up.Bias);
                    Gelu.Apply(work.Inner[row], work.Inner[row]);
                });
                work.Multiply(work.Inner, 0, layer.Down.Matrix, work.Projected, 0, count);
                work.EachRow(count, row => AddAndNorm(work.Hidden[start + row], work.Projected[row], layer.Down.Bias, layer.OutputNorm));
            });
        }
    }

    /// <summary>
    /// The score of every text of the batch that went last: the first token's hidden state through a dense layer, tanh and a layer of one row.
    /// There may be a chunk of texts.
    /// </summary>
    public float[] Scores(EncoderBatch batch, EncoderWorkspace work)
    {
        if (score is null) throw new InvalidOperationException("the model has no head that scores.");
        var count = batch.Starts.Length;
        var (first, dense) = (work.Attended, work.Projected);
        for (var text = 0; text < count; text++) work.Hidden[batch.Starts[text]].CopyTo(first[text]);
        work.Multiply(first, 0, score.Dense.Matrix, dense, 0, count);
        for (var text = 0; text < count; text++)
        {
            Add.Into(dense[text], score.Dense.Bias);
            foreach (ref var value in dense[text]) value = MathF.Tanh(value);
        }
        using var scores = new Rows(count, 1);
        work.Multiply(dense, 0, score.Out.Matrix, scores, 0, count);
        return [.. Enumerable.Range(0, count).Select(text => scores[text][0] + score.Out.Bias[0])];
    }

    /// <summary>norm(token + position + type).</summary>
    /// <param name="addend">Scratch.</param>
    private void Embed(EncoderBatch batch, int row, Span<float> hidden, Span<float> addend)
    {
        tokens.Row(batch.Tokens[row], hidden);
        types.Row(Math.Min(batch.Types[row], config.TokenTypes - 1), addend);
        Add.Into(hidden, addend);
        positions.Row(config.FirstPosition + batch.Positions[row], addend);
        Add.Into(hidden, addend);
        LayerNorm.Apply(hidden, norm.Weight, norm.Bias, config.NormEpsilon, hidden);
    }

    /// <summary>hidden = norm(hidden + projected + bias).</summary>
    private void AddAndNorm(Span<float> hidden, Span<float> projected, float[] bias, Norm behind)
    {
        Add.Into(projected, bias);
        Add.Into(hidden, projected);
        LayerNorm.Apply(hidden, behind.Weight, behind.Bias, config.NormEpsilon, hidden);
    }

    private static void EachChunk(int rows, Action<int, int> action)
    {
        for (var start = 0; start < rows; start += EncoderWorkspace.ChunkRows) action(start, Math.Min(EncoderWorkspace.ChunkRows, rows - start));
    }
}
