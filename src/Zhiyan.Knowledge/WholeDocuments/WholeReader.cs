using System.Text;
using Microsoft.Extensions.AI;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>
/// Reads a document whole for a task, part after part: each part's result is stored before the next is read, one that fails is told of and the rest goes on, and what the
/// budget does not reach is skipped and told of.
/// </summary>
internal sealed class WholeReader(JobTable jobs, Document document, ReadRequest request, IChatClient? chat)
{
    /// <summary>What a part takes besides its text: the task, and what is written.</summary>
    private const long TokensBesides = 220;

    private readonly ReadTask task = ReadTask.Of(request.Task, document);

    /// <param name="progress">Told of each part once it is stored, of how many parts there are, and of the tokens that all of them are estimated at.</param>
    public async Task<ReadReport> Run(Action<ReadPart, int, long>? progress, CancellationToken cancellation)
    {
        var (job, parts) = jobs.Begin(request.Document, request.Task, DocumentParts.Of(document));
        var reader = new PartReader(document, task, request.Task, chat);
        var done = new List<StoredPart>();
        long estimated = task.Method is ReadMethod.Model ? parts.Sum(part => Estimate(part.Part)) : 0, tokens = 0;
        foreach (var part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = part;
            if (part.Part.State is not PartState.Read)
            {
                read = await Read(reader, part.Part, tokens, cancellation);
                jobs.Store(job, read);
            }
            tokens += read.Part.Tokens;
            done.Add(read);
            progress?.Invoke(read.Part, parts.Count, estimated);
        }
        if (done.All(part => part.Part.State is PartState.Read)) jobs.Finish(job);
        var rows = done.SelectMany(part => part.Rows).ToList();
        if (task.Kind is ReadKind.List) rows = [.. rows.DistinctBy(row => row.Text)];
        if (task.Kind is ReadKind.Answer) rows = [.. rows.Where(row => !IsNothing(row.Text))];
        var coverage = new ReadCoverage(
            [.. done.Select(part => part.Part)], done.Where(part => part.Part.State is PartState.Read).Sum(part => part.Part.End - part.Part.Start), document.Text.Length, tokens, estimated, done.Sum(part => part.Dropped));
        return new ReadReport(job, task.Kind, task.Method, Draw(rows, done), rows, coverage);
    }

    private async Task<StoredPart> Read(PartReader reader, ReadPart part, long tokens, CancellationToken cancellation)
    {
        if (task.Method is ReadMethod.Model)
        {
            if (chat is null) return Left(part, PartState.Skipped, "this task needs a chat model, and there is none.");
            if (request.TokenBudget is { } budget && tokens + Estimate(part) > budget) return Left(part, PartState.Skipped, $"the budget of {budget:N0} tokens does not reach it.");
        }
        try
        {
            return await reader.Read(part, cancellation);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Left(part, PartState.Failed, error.Message);
        }
    }

    private static StoredPart Left(ReadPart part, PartState state, string reason) => new(part with { State = state, Reason = reason }, [], 0);

    private long Estimate(ReadPart part)
    {
        int wide = document.Text.AsSpan(part.Start, part.End - part.Start).ToString().Count(c => c >= '\u2e80');
        return TokensBesides + wide * 3L / 4 + (part.End - part.Start - wide) / 4;
    }

    private string Draw(List<ReadRow> rows, List<StoredPart> parts)
    {
        var text = new StringBuilder();
        if (task.Kind is ReadKind.List)
            foreach (var (number, row) in rows.Index()) text.Append(null, $"{number + 1}. {row.Text}\n");
        else
            foreach (var part in parts.Where(part => part.Rows.Count > 0))
            {
                if (task.Kind is not ReadKind.Translate && part.Part.Label.Length > 0) text.Append(null, $"**{part.Part.Label}** ");
                text.Append(null, $"{string.Join(' ', part.Rows.Where(row => task.Kind is not ReadKind.Answer || !IsNothing(row.Text)).Select(row => row.Text))}\n\n");
            }
        return text.ToString().TrimEnd();
    }

    private static bool IsNothing(string answer) => answer.Trim('。', '.', ' ', '“', '”', '"') is "" or "无" or "無" or "None" or "none";
}
