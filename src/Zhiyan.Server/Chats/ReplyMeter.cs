using Microsoft.Extensions.AI;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>Measures a reply while it is written.</summary>
internal sealed class ReplyMeter(TimeProvider time)
{
    private long begun;
    private long? firstToken;
    private long? reasoningFrom;

    public UsageDetails? Usage { get; set; }

    public string? FinishReason { get; set; }

    public long? Seed { get; set; }

    public long ReasoningMilliseconds { get; private set; }

    public void Begin() => begun = time.GetTimestamp();

    public void Reasoned()
    {
        firstToken ??= Elapsed;
        reasoningFrom ??= Elapsed;
        ReasoningMilliseconds = Elapsed - reasoningFrom.Value;
    }

    public void Spoke()
    {
        firstToken ??= Elapsed;
        if (reasoningFrom is { } from) ReasoningMilliseconds = Elapsed - from;
        reasoningFrom = null;
    }

    public ReplyFacts Facts(Func<UsageDetails, long?> cost)
    {
        var usage = Usage ?? new UsageDetails();
        var dropped = usage.AdditionalCounts is { } counts && counts.TryGetValue("dropped_tokens", out var count) ? count : 0;
        return new ReplyFacts(
            (int)(usage.InputTokenCount ?? 0), (int)(usage.CachedInputTokenCount ?? 0), (int)(usage.OutputTokenCount ?? 0), (int)dropped,
            firstToken ?? 0, begun == 0 ? 0 : Elapsed, Seed, cost(usage), FinishReason);
    }

    private long Elapsed => (long)time.GetElapsedTime(begun).TotalMilliseconds;
}
