using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Lists what code alone finds: the headings of chapters, or what a pattern matches.</summary>
internal sealed class CodeReader(Document document, ReadTask task, RowMaker rows) : IPartReader
{
    private readonly IReadOnlyList<Block> chapters = [.. Chapters.Of(document)];

    public Task<(IReadOnlyList<ReadRow> Rows, int Dropped)> Read(ReadPart part, CancellationToken cancellation) =>
        Task.FromResult<(IReadOnlyList<ReadRow>, int)>(([.. task.Method is ReadMethod.Structure ? Headings(part) : Matches(part)], 0));

    private IEnumerable<ReadRow> Headings(ReadPart part)
    {
        foreach (var block in chapters.Where(block => block.Start >= part.Start && block.Start < part.End))
            if (HeadingTitle.Of(document.Text[block.Start..block.End]) is { Length: > 0 } title) yield return rows.Row(part, title, block.Start, block.End);
    }

    private IEnumerable<ReadRow> Matches(ReadPart part) => task.Patterns
        .SelectMany(pattern => pattern.Matches(document.Text[part.Start..part.End]))
        .OrderBy(match => match.Index)
        .Select(match => rows.Row(part, OneLine.Of(match.Value), part.Start + match.Index, part.Start + match.Index + match.Length));
}
