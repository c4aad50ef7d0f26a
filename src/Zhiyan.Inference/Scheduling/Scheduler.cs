using Zhiyan.Inference.Drafting;
using Zhiyan.Inference.KvCache;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Kernels.Attention;

namespace Zhiyan.Inference.Scheduling;

/// <summary>
/// Decides what goes into each pass (continuous batching, Yu et al. 2022; with chunked prefill, Agrawal et al. 2024): every sequence at work
/// writes a token, and the rest of the rows read prompts, few of them while somebody is writing. Used by the engine's loop alone.
/// </summary>
internal sealed class Scheduler(PrefixCache cache, WaitingRoom waiting, int parallel, SamplerScratch scratch, Func<IReadOnlyList<IDrafter>> newDrafters)
{
    /// <summary>Rows of prompts in a pass that also writes: a longer pass would hold up those who are read along with.</summary>
    private const int PromptRowsBesideWriting = 64;

    /// <summary>Rows of a pass up to which guessing ahead costs little beside reading the weights.</summary>
    private const int DraftRows = 16;

    /// <summary>While somebody is waiting for a reply, background work joins one pass in this many.</summary>
    private const int BackgroundPasses = 8;

    /// <summary>Tokens that a request is given room for beyond those it has.</summary>
    private const int Headroom = 32;

    private const int BlockTokens = KeyValueLayout.PageTokens;

    private readonly List<Sequence> active = [];        // in the order of admission
    private readonly List<Sequence> inBatch = [];       // as the runs of the batch
    private long passes;

    public IReadOnlyList<Sequence> Active => active;

    /// <summary>The sequences whose runs are in the batch, in that order.</summary>
    public IReadOnlyList<Sequence> InBatch => inBatch;

    public long PromptTokens { get; private set; }

    public long CachedTokens { get; private set; }

    public long CompletionTokens { get; private set; }

    public long DraftedTokens { get; private set; }

    public long AcceptedTokens { get; private set; }

    public long Preemptions { get; private set; }

    /// <summary>How long a request is at work, by the last of them.</summary>
    public double SecondsPerRequest { get; private set; } = 1;

    /// <summary>Lets in who has room, and fills the batch.</summary>
    public void Plan(Batch batch)
    {
        passes++;
        batch.Clear();
        inBatch.Clear();
        waiting.DropCancelled();
        foreach (var sequence in active.Where(sequence => sequence.Cancellation.IsCancellationRequested).ToList())
            Drop(sequence, new OperationCanceledException(sequence.Cancellation));
        Admit();

        var interactive = active.Exists(sequence => !sequence.IsBackground);
        var mayRun = active.Where(sequence => !interactive || !sequence.IsBackground || passes % BackgroundPasses == 0).ToList();
        AddWriting(batch, mayRun);
        AddReading(batch, mayRun, batch.Count == 0 ? batch.Capacity : Math.Min(PromptRowsBesideWriting, batch.Capacity - batch.Count));
    }

    /// <summary>Ends a sequence that cannot go on, between two passes.</summary>
    public void Drop(Sequence sequence, Exception error)
    {
        sequence.Fail(error);
        Remove(sequence);
    }

    /// <summary>Ends a sequence in the middle of a pass: its timeline may hold what is not in its tokens, so nobody gets it.</summary>
    public void Discard(Sequence sequence, Exception error)
    {
        sequence.Fail(error);
        active.Remove(sequence);
        sequence.Suspend().Dispose();
        sequence.End();
        waiting.Leave(sequence);
    }

    /// <summary>After a pass: shares what was read, forgets wrong guesses, and lets go of those who are done.</summary>
    public void Settle(Batch batch)
    {
        for (var index = 0; index < inBatch.Count; index++)
        {
            var sequence = inBatch[index];
            if (sequence.Timeline is not { } timeline) continue;       // it failed
            var run = batch.Runs[index];
            var (drafted, accepted) = sequence.Settle(batch.Tokens.Slice(run.First, run.Count));
            DraftedTokens += drafted;
            AcceptedTokens += accepted;
            PromptTokens += Math.Clamp(sequence.PromptLength - batch.Positions[run.First], 0, run.Count);
            CompletionTokens += sequence.CountMade();
            cache.Publish(timeline, sequence.Tokens);
            cache.Keep(timeline, sequence.Tokens[..sequence.PromptLength], batch.Positions[run.First]);
            timeline.LeaveWindow();
            waiting.CountRows(sequence, run.Count);
            if (!sequence.IsDone) continue;
            SecondsPerRequest += 0.1 * (sequence.SecondsAtWork - SecondsPerRequest);
            Remove(sequence);
        }
    }

    private void Admit()
    {
        while ((active.Count < parallel || active.Exists(sequence => sequence.IsBackground)) && waiting.Next() is { } next)
        {
            if (active.Count >= parallel && !TryPreemptFor(next)) return;
            var timeline = cache.Start();
            cache.TakeUp(timeline, next.Tokens, next.Reusable);
            while (active.Count > 0 && !HasRoom(timeline, next))
            {
                if (TryPreemptFor(next)) continue;
                timeline.Dispose();
                return;
            }
            waiting.Admit(next);
            next.Begin(timeline, scratch, newDrafters);
            CachedTokens += next.CountCached();
            active.Add(next);
        }
    }

    private bool HasRoom(Timeline timeline, Sequence next)
    {
        var promised = active.Sum(sequence => Missing(sequence.Timeline!, sequence.Tokens.Length));
        return cache.Pool.InUse + promised + Missing(timeline, next.Tokens.Length) <= cache.Pool.Limit;
    }

    /// <summary>Bytes that a timeline still needs for that many tokens and some more.</summary>
    private long Missing(Timeline timeline, int tokens) =>
        Math.Max(0, tokens + Headroom - timeline.Capacity + BlockTokens - 1) / BlockTokens * cache.Pool.BlockBytes;

    private bool TryPreemptFor(Sequence next)
    {
        if (next.IsBackground || active.FindLast(sequence => sequence.IsBackground) is not { } victim) return false;
        Preempt(victim);
        return true;
    }

    private void AddWriting(Batch batch, List<Sequence> mayRun)
    {
        var writing = mayRun.Where(sequence => sequence.Timeline is not null && sequence.Pending.Length == 1).ToList();
        var draftsEach = Math.Max(0, DraftRows / Math.Max(1, writing.Count) - 1);
        foreach (var sequence in writing)
        {
            if (sequence.Timeline is null) continue;        // preempted for another
            var drafts = sequence.Draft(draftsEach);
            if (!TryReserve(sequence, sequence.Tokens.Length + drafts.Length)) continue;
            batch.Add(sequence.Timeline!, sequence.Pending, drafts);
            inBatch.Add(sequence);
        }
    }

    private void AddReading(Batch batch, List<Sequence> mayRun, int room)
    {
        foreach (var sequence in mayRun.Where(sequence => sequence.Timeline is not null && sequence.Pending.Length > 1).OrderBy(waiting.Order).ToList())
        {
            if (room <= 0) return;
            if (sequence.Timeline is not { } timeline) continue;
            cache.TakeUp(timeline, sequence.Tokens, sequence.Reusable);
            CachedTokens += sequence.CountCached();
            var end = Math.Min(timeline.Length + room, sequence.Tokens.Length);
            var whole = end / BlockTokens * BlockTokens;
            if (end < sequence.Tokens.Length && whole > timeline.Length) end = whole;     // whole blocks can be shared
            if (!TryReserve(sequence, end)) continue;
            room -= end - timeline.Length;
            batch.Add(timeline, sequence.Tokens[timeline.Length..end]);
            inBatch.Add(sequence);
        }
    }

    /// <summary>Room for that many tokens, if need be at the expense of who came last; false when that is the sequence itself.</summary>
    private bool TryReserve(Sequence sequence, int tokens)
    {
        while (!sequence.Timeline!.TryReserve(tokens))
        {
            var victim = active.FindLast(other => other.IsBackground && !inBatch.Contains(other)) ?? active.FindLast(other => !inBatch.Contains(other)) ?? sequence;
            if (active.Count == 1)
                Drop(sequence, new InvalidOperationException($"{tokens:N0} tokens do not fit into the {cache.Pool.Limit:N0} bytes of the key-value cache; give it more, or ask for less."));
            else
                Preempt(victim);
            if (victim == sequence) return false;
        }
        return true;
    }

    /// <summary>Sends a sequence back to the waiting room. What it read stays in the cache while there is room.</summary>
    private void Preempt(Sequence sequence)
    {
        Preemptions++;
        active.Remove(sequence);
        cache.Return(sequence.Suspend(), sequence.Tokens);
        waiting.Return(sequence);
    }

    private void Remove(Sequence sequence)
    {
        active.Remove(sequence);
        cache.Return(sequence.Suspend(), sequence.Tokens);
        sequence.End();
        waiting.Leave(sequence);
    }
}
