using Zhiyan.Inference.Formats;
using Zhiyan.Kernels.Attention;
using Zhiyan.Kernels.Matrices;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Inference.Models;

/// <summary>Builds a <see cref="Decoder"/> from a checkpoint. All shapes are checked before the first matrix is packed.</summary>
internal sealed class DecoderReader(Checkpoint checkpoint, MatrixPrecision precision, KeyValuePrecision? cacheType, IProgress<double>? progress = null)
    : WeightReader(checkpoint, precision, progress)
{
    private readonly ModelConfig config = checkpoint.Config;

    private int Queries => config.Heads * config.HeadDim;

    private int Keys => config.KeyValueHeads * config.HeadDim;

    public Decoder Read()
    {
        var embeddingTensor = Weight("token_embd", config.Width, config.Vocabulary);
        var headTensor = config.TiedHead ? embeddingTensor : Weight("output", config.Width, config.Vocabulary);
        var layout = new KeyValueLayout(config.KeyValueHeads, config.HeadDim, config.HeadDim, cacheType ?? CachePrecision(embeddingTensor));
        var norm = Vector("output_norm.weight", config.Width);
        var plans = Enumerable.Range(0, config.Layers).Select(index => Plan(index, layout)).ToList();

        var embedding = Pack(embeddingTensor);
        var head = config.TiedHead ? embedding : Pack(headTensor);
        return new Decoder(config, layout, embedding, [.. plans.Select(plan => plan())], norm, head);
    }

    /// <summary>Finds and checks the tensors of a layer; the returned function packs them.</summary>
    private Func<DecoderLayer> Plan(int index, KeyValueLayout layout)
    {
        var block = $"blk.{index}.";
        var attentionNorm = Vector(block + "attn_norm.weight", config.Width);
        var feedForwardNorm = Vector(block + "ffn_norm.weight", config.Width);
        var queryKeyValue = Fused(block + "attn_qkv", Queries + 2 * Keys) ?? [
            Weight(block + "attn_q", config.Width, Queries), Weight(block + "attn_k", config.Width, Keys), Weight(block + "attn_v", config.Width, Keys)];
        var gateUp = Fused(block + "ffn_gate_up", 2 * config.FeedForward) ?? [
            Weight(block + "ffn_gate", config.Width, config.FeedForward), Weight(block + "ffn_up", config.Width, config.FeedForward)];
        var output = Weight(block + "attn_output", Queries, config.Width);
        var down = Weight(block + "ffn_down", config.FeedForward, config.Width);
        var group = config.Heads / config.KeyValueHeads;
        var window = config.Windows[index] == 0 ? int.MaxValue : config.Windows[index];

        var queryKeyValueBias = !config.QueryKeyValueBias ? null
            : FusedBias(block + "attn_qkv.bias", Queries + 2 * Keys)
            ?? [.. Vector(block + "attn_q.bias", Queries), .. Vector(block + "attn_k.bias", Keys), .. Vector(block + "attn_v.bias", Keys)];
        var gateUpBias = !config.FeedForwardBias ? null
            : FusedBias(block + "ffn_gate_up.bias", 2 * config.FeedForward)
            ?? [.. Vector(block + "ffn_gate.bias", config.FeedForward), .. Vector(block + "ffn_up.bias", config.FeedForward)];
        var outputBias = config.OutputBias ? Vector(block + "attn_output.bias", config.Width) : null;
        var downBias = config.FeedForwardBias ? Vector(block + "ffn_down.bias", config.Width) : null;
        var queryNorm = config.QueryKeyNorm ? Vector(block + "attn_q_norm.weight", config.HeadDim) : null;
        var keyNorm = config.QueryKeyNorm ? Vector(block + "attn_k_norm.weight", config.HeadDim) : null;

        return () => new DecoderLayer
        {
            AttentionNorm = attentionNorm,
            QueryKeyValue = Matrix.Stack([.. queryKeyValue.Select(Pack)]),
            QueryKeyValueBias = queryKeyValueBias,
            QueryNorm = queryNorm,
            KeyNorm = keyNorm,
            Attention = new AttentionShape(layout, group, config.Scales.Attention ?? 1 / MathF.Sqrt(config.HeadDim), window),
            Output = Pack(output),
            OutputBias = outputBias,
            FeedForwardNorm = feedForwardNorm,
            GateUp = Matrix.Stack([.. gateUp.Select(Pack)]),
            GateUpBias = gateUpBias,
            Down = Pack(down),
            DownBias = downBias,
        };
    }

    /// <summary>Half precision costs a thousandth of a logit: nothing beside quantised weights, too much beside whole ones.</summary>
    private KeyValuePrecision CachePrecision(Tensor weights) =>
        Precision == MatrixPrecision.Exact || TensorLayout.BlockValues(weights.Type) == 1 ? KeyValuePrecision.F32 : KeyValuePrecision.F16;

    /// <summary>A matrix that holds several of ours already, one after the other; null where the model keeps them apart.</summary>
    private Tensor[]? Fused(string name, long rows) => Files.Find(name + ".weight") is null ? null : [Weight(name, config.Width, rows)];

    private float[]? FusedBias(string name, long length) => Files.Find(name) is null ? null : Vector(name, length);
}
