namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>Text in any encoding, and whatever else turns out to be text.</summary>
internal sealed class PlainTextReader : IDocumentReader
{
    public bool Reads(SourceFile file) => TextDecoding.IsText(file.Content.Span);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var text = DecodedFile.Text(file, limits);
        var blocks = PlainTextBlocks.Of(text);
        var title = PlainTextBlocks.TitleOf(text, blocks);
        if (title is not null && text.AsSpan(blocks[0].Start, blocks[0].End - blocks[0].Start).SequenceEqual(title))
            blocks = [blocks[0] with { Kind = BlockKind.Heading, Level = 1 }, .. blocks.Skip(1)];
        return new Document { Text = text, Title = title, Blocks = blocks };
    }
}
