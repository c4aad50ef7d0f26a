using System.Text;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Makes the report of a job from what is stored of it: whoever looks at a job sees what the job itself gave.</summary>
internal sealed class ReportWriter(StoredJob job, IReadOnlyList<StoredPart> parts, IReadOnlyList<StoredPart> steps, Document document, Document? other)
{
    /// <summary>The label of a last step whose sentences are those of parts.</summary>
    public const string Picked = "picked";

    private readonly ReadTask task = ReadTask.Of(job.Order.Request(job.Document), document);

    public ReadReport Report()
    {
        var every = parts.SelectMany(part => part.Rows).ToList();
        // The last step of a summary is the one whose sentences were checked.
        var joined = steps is [.., { Rows: [{ Verdict: not null }, ..] last }] ? last : null;
        var rows = task.Kind is ReadKind.List ? every.DistinctBy(row => row.Text).ToList() : joined ?? every;
        long tokens = parts.Concat(steps).Sum(part => part.Part.Tokens);
        var coverage = new ReadCoverage(
            [.. parts.Select(part => part.Part)], parts.Where(part => part.Part.State is PartState.Read).Sum(part => part.Part.End - part.Part.Start), document.Text.Length + (other?.Text.Length ?? 0), tokens,
            TokenEstimate.Of(task, [.. parts.Select(part => part.Part)], part => part.Document == job.Document ? document.Text : other!.Text), parts.Sum(part => part.Dropped));
        bool isPicked = joined is not null && steps[^1].Part.Label == Picked;
        return new ReadReport(Job(tokens), task.Kind, task.Method, Draw(rows, joined is not null && !isPicked), rows, joined is null ? [] : every, coverage) { IsPicked = isPicked };
    }

    private ReadJob Job(long tokens)
    {
        int read = parts.Count(part => part.Part.State is PartState.Read), waiting = parts.Count(part => part.Part.State is PartState.Waiting);
        return job.Describe(parts.Count, read, parts.Count - read - waiting, tokens);
    }

    private string Draw(IReadOnlyList<ReadRow> rows, bool isJoined)
    {
        var text = new StringBuilder();
        if (task.Columns.Count > 0)
        {
            text.Append(null, $"| {string.Join(" | ", task.Columns)} |\n|{string.Concat(task.Columns.Select(_ => "---|"))}\n");
            foreach (var row in rows) text.Append(null, $"| {string.Join(" | ", row.Cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
        }
        else if (task.Kind is ReadKind.List)
            foreach (var (number, row) in rows.Index()) text.Append(null, $"{number + 1}. {row.Text}\n");
        else if (task.Kind is ReadKind.Compare)
            foreach (var row in rows) text.Append(null, $"- **{row.Difference}**{(row.Text.Length > 0 && row.Other is not null ? $" {row.Text}" : "")}: “{row.Quote}”{(row.Other is { } otherwise ? $" / “{otherwise.Quote}”" : "")}\n");
        else if (isJoined)
            text.AppendJoin(' ', rows.Select(row => row.Text));
        else
            foreach (var part in rows.GroupBy(row => row.Part))
            {
                if (task.Kind is not ReadKind.Translate && parts[part.Key].Part.Label is { Length: > 0 } label) text.Append(null, $"**{label}** ");
                text.AppendJoin(task.Kind is ReadKind.Translate ? "\n\n" : " ", part.Select(row => row.Text)).Append("\n\n");
            }
        return text.ToString().TrimEnd();
    }
}
