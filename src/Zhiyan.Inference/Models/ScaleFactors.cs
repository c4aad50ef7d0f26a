namespace Zhiyan.Inference.Models;

/// <summary>
/// Granite's fixed factors: on embeddings, on what a branch adds to the residual, on attention scores (null for 1/√headDim), and what logits are
/// divided by.
/// </summary>
public sealed record ScaleFactors(float Embedding = 1, float Residual = 1, float? Attention = null, float Logits = 1);
