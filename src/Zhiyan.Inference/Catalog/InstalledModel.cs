namespace Zhiyan.Inference.Catalog;

/// <summary>
/// A model on this machine. <paramref name="Bytes"/> is what lies on disk; <paramref name="Missing"/> says what is not there, and is null for a
/// complete model.
/// </summary>
public sealed record InstalledModel(string Id, string Path, ModelCard Card, long Bytes, string? Missing);
