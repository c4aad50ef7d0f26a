using Microsoft.Extensions.AI;
using Zhiyan.Inference.Chat;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>Measures a reply while it is written.</summary>
internal sealed class ReplyMeter(TimeProvider time)
{
    private long begun;
    private long? firstToken;
    private long? reasoningFrom;
    private long reasonedBefore;
    private ChatStarted? started;
    private int pieces;

    public UsageDetails? Usage { get; set; }

    public string? FinishReason { get; set; }

    public long? Seed { get; set; }

    public long ReasoningMilliseconds { get; private set; }

    public void Begin() => begun = time.GetTimestamp();

    /// <summary>The prompt is read. A reply that is stopped has no other count of it.</summary>
    public void Started(ChatStarted how) => started = how;

    public void Reasoned()
    {
        pieces++;
        firstToken ??= Elapsed;
        reasoningFrom ??= Elapsed;
        ReasoningMilliseconds = reasonedBefore + Elapsed - reasoningFrom.Value;
    }

    public void Spoke()
    {
        pieces++;
        firstToken ??= Elapsed;
        if (reasoningFrom is { } from) reasonedBefore = ReasoningMilliseconds = reasonedBefore + Elapsed - from;
        reasoningFrom = null;
    }

    public ReplyFacts Facts(Func<UsageDetails, long?> cost)
    {
        // Only a reply that came to its end brings its usage; of others the pieces are counted, which are tokens or nearly so.
        var usage = Usage ?? new UsageDetails { InputTokenCount = started?.PromptTokens, CachedInputTokenCount = started?.CachedTokens, OutputTokenCount = pieces };
        var dropped = usage.AdditionalCounts is { } counts && counts.TryGetValue("dropped_tokens", out var count) ? count : 0;
        return new ReplyFacts(
            (int)(usage.InputTokenCount ?? 0), (int)(usage.CachedInputTokenCount ?? 0), (int)(usage.OutputTokenCount ?? 0), (int)dropped,
            firstToken ?? 0, begun == 0 ? 0 : Elapsed, Seed, cost(usage), FinishReason);
    }

    private long Elapsed => (long)time.GetElapsedTime(begun).TotalMilliseconds;
}
