namespace Zhiyan.Inference;

/// <summary>What an engine is doing at a moment: requests in work and waiting, tokens made since it started, and memory it holds.</summary>
public sealed record EngineState(int Active, int Waiting, long PromptTokens, long CompletionTokens, long CacheBytes, long PackedBytes, int Threads);
