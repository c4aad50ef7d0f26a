using System.Runtime.InteropServices;
using Zhiyan.Inference.Formats;
using Zhiyan.Kernels.Tensors;

namespace Zhiyan.Bench.RandomModels;

/// <summary>
/// A model of some shape and type whose weights are noise: enough to measure speed and memory, and nothing else. Its logits stay finite, since
/// every matrix keeps the size of what it is multiplied with.
/// </summary>
internal sealed class RandomModel(ModelShape shape, WeightTypes types, ulong seed)
{
    private const int PieceBytes = 1 << 20;

    private readonly List<Weight> weights = [.. Weights(shape, types)];

    /// <summary>Writes it as one GGUF file, a megabyte at a time on each thread. The bytes depend on shape, types and seed only.</summary>
    public void Write(string path, int threads, CancellationToken cancellation = default)
    {
        using var writer = new GgufWriter(path);
        WriteKeys(writer);
        foreach (var weight in weights) writer.Add(weight.Name, weight.Type, weight.Rows == 1 ? [weight.Columns] : [weight.Columns, weight.Rows]);
        Parallel.ForEach(
            Pieces(), new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            () => new byte[PieceBytes],
            (piece, _, buffer) =>
            {
                var bytes = buffer.AsSpan(0, piece.Bytes);
                Fill(piece.Weight, bytes, piece.Seed);
                writer.Write(piece.Weight.Name, piece.At, bytes);
                return buffer;
            },
            _ => { });
        writer.Commit();
    }

    private static IEnumerable<Weight> Weights(ModelShape shape, WeightTypes types)
    {
        yield return new Weight("token_embd.weight", shape.TiedHead ? types.Output(shape.Width) : types.Embedding(shape.Width), shape.Width, shape.Vocabulary);
        yield return Norm("output_norm.weight", shape.Width);
        if (!shape.TiedHead) yield return new Weight("output.weight", types.Output(shape.Width), shape.Width, shape.Vocabulary);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            yield return Norm($"blk.{layer}.attn_norm.weight", shape.Width);
            yield return Matrix("attn_q", shape.Width, shape.Queries);
            yield return Matrix("attn_k", shape.Width, shape.Keys);
            yield return Matrix("attn_v", shape.Width, shape.Keys);
            if (shape.HasQueryKeyValueBias)
            {
                yield return Bias("attn_q", shape.Queries);
                yield return Bias("attn_k", shape.Keys);
                yield return Bias("attn_v", shape.Keys);
            }
            yield return Matrix("attn_output", shape.Queries, shape.Width);
            yield return Norm($"blk.{layer}.ffn_norm.weight", shape.Width);
            yield return Matrix("ffn_gate", shape.Width, shape.FeedForward);
            yield return Matrix("ffn_up", shape.Width, shape.FeedForward);
            yield return Matrix("ffn_down", shape.FeedForward, shape.Width);

            Weight Matrix(string role, int columns, int rows) => new($"blk.{layer}.{role}.weight", types.InLayer(role, layer, shape.Layers, columns), columns, rows);

            Weight Bias(string role, int length) => new($"blk.{layer}.{role}.bias", TensorType.F32, length, 1);
        }

        static Weight Norm(string name, int length) => new(name, TensorType.F32, length, 1) { Mean = 1 };
    }

    private void WriteKeys(GgufWriter writer)
    {
        var prefix = shape.Architecture;
        writer.Set("general.architecture", prefix);
        writer.Set("general.name", $"random {types.Name}");
        if (types.FileType is { } fileType) writer.Set("general.file_type", fileType);
        writer.Set($"{prefix}.block_count", (uint)shape.Layers);
        writer.Set($"{prefix}.context_length", (uint)shape.Context);
        writer.Set($"{prefix}.embedding_length", (uint)shape.Width);
        writer.Set($"{prefix}.feed_forward_length", (uint)shape.FeedForward);
        writer.Set($"{prefix}.attention.head_count", (uint)shape.Heads);
        writer.Set($"{prefix}.attention.head_count_kv", (uint)shape.KeyValueHeads);
        writer.Set($"{prefix}.attention.key_length", (uint)shape.HeadDim);
        writer.Set($"{prefix}.attention.value_length", (uint)shape.HeadDim);
        writer.Set($"{prefix}.attention.layer_norm_rms_epsilon", shape.NormEpsilon);
        writer.Set($"{prefix}.rope.dimension_count", (uint)shape.HeadDim);
        writer.Set($"{prefix}.rope.freq_base", shape.RopeBase);
        writer.Set($"{prefix}.vocab_size", (uint)shape.Vocabulary);
        PlaceholderVocabulary.Write(writer, shape.Vocabulary, splitter: "qwen2");
    }

    private IEnumerable<Piece> Pieces()
    {
        for (var index = 0; index < weights.Count; index++)
        {
            var weight = weights[index];
            var block = TensorLayout.BlockBytes(weight.Type);
            var size = PieceBytes / block * block;
            var total = TensorLayout.Bytes(weight.Type, (long)weight.Columns * weight.Rows);
            for (var at = 0L; at < total; at += size)
            {
                var pieceSeed = new RandomBits(seed ^ new RandomBits((ulong)index << 40 ^ (ulong)at).Next()).Next();
                yield return new Piece(weight, at, (int)Math.Min(size, total - at), pieceSeed);
            }
        }
    }

    private static void Fill(Weight weight, Span<byte> bytes, ulong seed)
    {
        // A product of such a row with values of deviation 1 has deviation 1 as well. Norms and biases vary a little.
        RandomBlocks.Fill(weight.Type, bytes, weight.Rows == 1 ? 0.05 : 1 / Math.Sqrt(weight.Columns), seed);
        if (weight.Mean == 0) return;
        foreach (ref var value in MemoryMarshal.Cast<byte, float>(bytes)) value += weight.Mean;
    }

    /// <summary>A matrix, or a vector where it has one row.</summary>
    private sealed record Weight(string Name, TensorType Type, int Columns, int Rows)
    {
        /// <summary>Of a vector of floats.</summary>
        public float Mean { get; init; }
    }

    private sealed record Piece(Weight Weight, long At, int Bytes, ulong Seed);
}
