namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Word documents (.docx and its kin).</summary>
internal sealed class WordReader : IDocumentReader
{
    public bool Reads(SourceFile file) => ZipFormats.Of(file) is ZipFormat.Word;

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        using var package = new OfficePackage(file, limits, clock.Cancellation);
        var part = package.MainPart("word/document.xml");
        var builder = new DocumentBuilder(limits);
        var body = package.Required(part).Child("body") ?? throw new DocumentException(ReasonCode.MissingPart, "body");
        var relations = package.Relations(part);
        var notes = new WordNotes(package, part);
        var styles = new WordStyles(package.Part(package.Target(part, "styles")));
        var numbering = new WordNumbering(package.Part(package.Target(part, "numbering")));
        var writer = new WordBody(builder, styles, numbering, notes, relations, package.Part, clock.Cancellation);
        WriteOnce(builder, package, relations, "header");
        writer.Write(body);
        writer.WriteEndnotes();
        WriteOnce(builder, package, relations, "footer");
        builder.Title = writer.Title ?? package.Title ?? writer.FirstHeading;
        return builder.Build();
    }

    /// <summary>Sections repeat their headers and footers; a reader needs each once.</summary>
    private static void WriteOnce(DocumentBuilder builder, OfficePackage package, IReadOnlyDictionary<string, Relation> relations, string type)
    {
        var seen = new HashSet<string>();
        foreach (var relation in relations.Values.Where(relation => relation.Type.EndsWith("/" + type, StringComparison.Ordinal)))
            foreach (var paragraph in package.Part(relation.Target)?.All("p") ?? [])
            {
                var words = new RunningText();
                new WordRuns(words).Append(paragraph);
                if (words.ToString().Any(char.IsLetter) && seen.Add(words.ToString())) builder.Add(BlockKind.Paragraph, words);
            }
    }
}
