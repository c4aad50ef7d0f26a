using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Matrices;

namespace Zhiyan.Inference.Models;

/// <summary>Builds an <see cref="Encoder"/> from a checkpoint. All shapes are checked before the first matrix is packed.</summary>
internal sealed class EncoderReader(EncoderCheckpoint checkpoint, MatrixPrecision precision, IProgress<double>? progress = null)
    : WeightReader(checkpoint, precision, progress)
{
    private readonly EncoderConfig config = checkpoint.Config;

    public Encoder Read()
    {
        var tokens = Weight("token_embd", config.Width, config.Vocabulary);
        var positions = Weight("position_embd", config.Width, config.Context + config.FirstPosition);
        var types = Weight("token_types", config.Width, config.TokenTypes);
        var norm = Norm("token_embd_norm");
        var plans = Enumerable.Range(0, config.Layers).Select(Plan).ToList();
        var score = config.Scores ? PlanScore() : null;

        // Keys and values live for one layer of one pass, so that half precision would save nothing.
        var layout = new KeyValueLayout(config.Heads, config.HeadDim, config.HeadDim, KeyValuePrecision.F32);
        return new Encoder(config, layout, Table(tokens), Table(positions), Table(types), norm, [.. plans.Select(plan => plan())], score?.Invoke());
    }

    /// <summary>Finds and checks the tensors of a layer; the returned function packs them.</summary>
    private Func<EncoderLayer> Plan(int index)
    {
        var block = $"blk.{index}.";
        Func<Linear>[] attention = [Plan(block + "attn_q", config.Width, config.Width), Plan(block + "attn_k", config.Width, config.Width), Plan(block + "attn_v", config.Width, config.Width)];
        var output = Plan(block + "attn_output", config.Width, config.Width);
        var (attentionNorm, outputNorm) = (Norm(block + "attn_output_norm"), Norm(block + "layer_output_norm"));
        var up = Plan(block + "ffn_up", config.Width, config.FeedForward);
        var down = Plan(block + "ffn_down", config.FeedForward, config.Width);
        return () => new EncoderLayer(Stack([.. attention.Select(part => part())]), output(), attentionNorm, up(), down(), outputNorm);
    }

    private Func<ScoreHead> PlanScore()
    {
        var (dense, output) = (Plan("cls", config.Width, config.Width), Plan("cls.output", config.Width, 1));
        return () => new ScoreHead(dense(), output());
    }

    private Func<Linear> Plan(string name, int columns, int rows)
    {
        var weight = Weight(name, columns, rows);
        var bias = Vector(name + ".bias", rows);
        return () => new Linear(Pack(weight), bias);
    }

    private Norm Norm(string name) => new(Vector(name + ".weight", config.Width), Vector(name + ".bias", config.Width));

    private static Linear Stack(Linear[] parts) => new(Matrix.Stack([.. parts.Select(part => part.Matrix)]), [.. parts.SelectMany(part => part.Bias)]);
}
