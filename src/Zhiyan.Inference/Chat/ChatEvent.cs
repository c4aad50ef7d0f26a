using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Chat;

/// <summary>What a reply tells while it is made.</summary>
public abstract record ChatEvent;

/// <summary>The prompt has been read and the reply begins.</summary>
public sealed record ChatStarted(int PromptTokens, int CachedTokens) : ChatEvent;

/// <summary>One generated token and the parts of the reply it completed: none, one or several; parts are never taken back.</summary>
public sealed record ChatToken(int Token, IReadOnlyList<ReplyPart> Parts, TokenLogprobs? Logprobs) : ChatEvent;

/// <summary>The end, with the last parts. <paramref name="CalledTools"/> tells whether any part of the whole reply was a tool call.</summary>
public sealed record ChatFinished(FinishReason Reason, bool CalledTools, IReadOnlyList<ReplyPart> Parts, Usage Usage, Timings Timings) : ChatEvent;
