namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>Logs, JSON lines and subtitles: as they are, a block for each line. A log's lines that are set in belong to the one above, as a stack trace does.</summary>
internal sealed class LineReader : IDocumentReader
{
    public bool Reads(SourceFile file) => file.Ending is ".log" or ".jsonl" or ".ndjson" && TextDecoding.IsText(file.Content.Span);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var text = DecodedFile.Text(file, limits);
        bool isLog = file.Ending is ".log";
        var kind = isLog ? BlockKind.Paragraph : BlockKind.Code;
        var blocks = new List<Block>();
        foreach (var line in TextLine.All(text))
        {
            if (line.IsBlank) continue;
            if (isLog && blocks.Count > 0 && line.Start > line.LineStart && blocks[^1].End + 2 >= line.LineStart) blocks[^1] = blocks[^1] with { End = line.End };
            else blocks.Add(new Block(kind, line.Start, line.End));
        }
        return new Document { Text = text, Blocks = blocks };
    }
}
