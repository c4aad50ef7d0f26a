using Zhiyan.Kernels.Matrices;

namespace Zhiyan.Inference.Models;

/// <summary>The weights of one layer of an <see cref="Encoder"/>; q, k and v are stacked.</summary>
internal sealed record EncoderLayer(Linear QueryKeyValue, Linear Output, Norm AttentionNorm, Linear Up, Linear Down, Norm OutputNorm)
{
    public long Bytes => QueryKeyValue.Matrix.Bytes + Output.Matrix.Bytes + Up.Matrix.Bytes + Down.Matrix.Bytes;
}

/// <summary>y = x · Wᵀ + b.</summary>
internal sealed record Linear(Matrix Matrix, float[] Bias);

/// <summary>The weight and bias of a layer norm.</summary>
internal sealed record Norm(float[] Weight, float[] Bias);

/// <summary>The head of a reranker: score = out(tanh(dense(first token))).</summary>
internal sealed record ScoreHead(Linear Dense, Linear Out);
