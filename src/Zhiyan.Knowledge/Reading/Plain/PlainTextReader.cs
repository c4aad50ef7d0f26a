namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>Text in any encoding, and whatever else turns out to be text.</summary>
internal sealed class PlainTextReader : IDocumentReader
{
    public bool Reads(SourceFile file) => TextDecoding.IsText(file.Content.Span);

    public Document Read(SourceFile file, ReadingLimits limits, CancellationToken cancellation)
    {
        var text = DecodedFile.Text(file, limits);
        var blocks = PlainTextBlocks.Of(text);
        return new Document { Text = text, Title = PlainTextBlocks.TitleOf(text, blocks), Blocks = blocks };
    }
}
