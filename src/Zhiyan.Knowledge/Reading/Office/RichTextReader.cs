namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>RTF: its words, paragraphs, and rows of tables, in the encodings of its fonts. Pictures and what is hidden are passed over.</summary>
internal sealed class RichTextReader : IDocumentReader
{
    public bool Reads(SourceFile file) => file.Content.Span.StartsWith("{\\rtf"u8);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var builder = new DocumentBuilder(limits);
        new RichTextParser(file.Content, builder).Run(clock.Cancellation);
        return builder.Build();
    }
}
