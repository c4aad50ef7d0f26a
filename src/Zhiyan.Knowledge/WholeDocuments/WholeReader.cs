using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Checking;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>
/// Reads a document whole for a task, part after part: each part's result is stored before the next is read, one that fails is told of and the rest goes on, and what the
/// budget does not reach is skipped and told of.
/// </summary>
/// <param name="fold">Makes what people hold for the same text the same text.</param>
internal sealed class WholeReader(JobTable jobs, StoredJob job, Document document, Document? other, AnsweringModel? chat, Func<string, string> fold, TimeProvider time)
{
    /// <summary>After so many failures one after another the model is taken to be gone: what is left waits for the next run.</summary>
    private const int MostFailures = 5;

    private readonly ReadTask task = ReadTask.Of(job.Order.Request(job.Document), document);
    private readonly RowMaker rows = new(document, job.Document);

    /// <summary>Throws what ends it: a cancellation, and an <see cref="InvalidOperationException"/> where part after part fails.</summary>
    public async Task Run(Action<ReadProgress>? progress, CancellationToken cancellation)
    {
        var (parts, steps) = jobs.Parts(job);
        var model = new MeteredModel(chat, job.Order.TokenBudget, parts.Concat(steps).Sum(part => part.Part.Tokens));
        var messages = new ReadMessages(task, job.Order.Task);
        var reader = Reader(parts.Count, messages, model);
        long estimated = parts.Sum(part => Estimate(part.Part)), joining = task.Kind is ReadKind.Summarise ? TokenEstimate.OfJoining(parts.Count) : 0;
        double seconds = job.Order.Seconds;
        if (parts.Any(part => part.Part.State is not PartState.Read))
        {
            jobs.ForgetSteps(job.Id);
            steps = [];
        }
        var done = new List<StoredPart>();
        int failures = 0;
        foreach (var part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = part;
            if (part.Part.State is not PartState.Read)
            {
                long began = time.GetTimestamp();
                read = await Read(reader, model, part.Part, joining, cancellation);
                var took = time.GetElapsedTime(began).TotalSeconds;
                jobs.Store(job.Id, read, took);
                seconds += took;
                failures = read.Part.State is PartState.Failed ? failures + 1 : 0;
            }
            done.Add(read);
            progress?.Invoke(new ReadProgress(read.Part.Label, done.Count, parts.Count, model.Tokens, estimated + joining, seconds, false));
            if (failures == MostFailures) throw new InvalidOperationException($"{MostFailures} parts failed one after another, the last one since: {read.Part.Reason}");
        }
        if (task.Kind is ReadKind.Summarise && done.Count(part => part.Rows.Count > 0) > 1)
        {
            progress?.Invoke(new ReadProgress("", done.Count, parts.Count, model.Tokens, estimated + joining, seconds, true));
            await Join(done, steps, joining, messages, model, cancellation);
        }
        if (done.All(part => part.Part.State is PartState.Read)) jobs.Finish(job.Id);
    }

    private IPartReader Reader(int parts, ReadMessages messages, MeteredModel model) => task.Method switch
    {
        ReadMethod.Comparison => new ComparisonReader(job.Document, rows, new RowMaker(other!, job.Order.Other!.Value), fold, model, messages),
        ReadMethod.Structure or ReadMethod.Pattern => new CodeReader(document, task, rows),
        _ when task.Kind is ReadKind.List => new ListReader(task, messages, rows, model),
        // What parts give is the result, except for a summary of several: of that one, the model helps to check the last sentences alone.
        _ => Writer(task.Kind is ReadKind.Summarise && parts > 1 ? null : model.Likelihoods, messages, model),
    };

    private TextReader Writer(ILikelihoods? likelihoods, ReadMessages messages, MeteredModel model) => new(task, messages, rows, model, new ClaimChecker(likelihoods, fold), fold);

    private async Task Join(List<StoredPart> done, IReadOnlyList<StoredPart> steps, long joining, ReadMessages messages, MeteredModel model, CancellationToken cancellation)
    {
        if (!model.Affords(joining)) throw new InvalidOperationException($"the budget of {job.Order.TokenBudget:N0} tokens does not reach the joining of the parts' summaries; raise it.");
        long began = time.GetTimestamp();
        await new SummaryJoiner(messages, rows, model, Writer(model.Likelihoods, messages, model), fold).Run(done, steps, step =>
        {
            jobs.Store(job.Id, step, time.GetElapsedTime(began).TotalSeconds);
            began = time.GetTimestamp();
        }, cancellation);
    }

    private async Task<StoredPart> Read(IPartReader reader, MeteredModel model, ReadPart part, long joining, CancellationToken cancellation)
    {
        if (task.Method is ReadMethod.Model)
        {
            if (!model.Writes) return Left(PartState.Skipped, "this task needs a chat model, and there is none.", 0);
            if (!model.Affords(Estimate(part) + joining)) return Left(PartState.Skipped, $"the budget of {job.Order.TokenBudget:N0} tokens does not reach it.", 0);
        }
        long before = model.Tokens;
        try
        {
            var (found, dropped) = await reader.Read(part, cancellation);
            return new StoredPart(part with { State = PartState.Read, Reason = null, Tokens = part.Tokens + model.Tokens - before }, found, dropped);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Left(PartState.Failed, error.Message, model.Tokens - before);
        }

        StoredPart Left(PartState state, string reason, long tokens) => new(part with { State = state, Reason = reason, Tokens = part.Tokens + tokens }, [], 0);
    }

    private long Estimate(ReadPart part) => TokenEstimate.OfPart(task, part, (part.Document == job.Document ? document : other!).Text);
}
