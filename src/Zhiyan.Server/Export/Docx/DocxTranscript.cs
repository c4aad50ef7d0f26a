using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Zhiyan.Server.Export.Fonts;

namespace Zhiyan.Server.Export.Docx;

/// <summary>A chat as a Word document: styles to restyle it by, real lists and tables, its fonts inside.</summary>
internal sealed class DocxTranscript(DocumentFonts fonts) : ITranscriptWriter
{
    private const string CoreProperties = "application/vnd.openxmlformats-package.core-properties+xml";
    private const string MainDocument = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

    public string MediaType => "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    public string Extension => ".docx";

    public void Write(Transcript transcript, Stream output)
    {
        using var package = new MemoryStream();
        using (var document = WordprocessingDocument.Create(package, WordprocessingDocumentType.Document)) Fill(document, transcript);
        Repack(package, output);
    }

    private void Fill(WordprocessingDocument document, Transcript transcript)
    {
        // Parts are named by us: the library would name them at random.
        Feed(document.AddNewPart<CoreFilePropertiesPart>(CoreProperties, "rIdCore"), Properties(transcript));
        var main = document.AddNewPart<MainDocumentPart>(MainDocument, "rIdMain");
        using (var styles = typeof(DocxTranscript).Assembly.GetManifestResourceStream("Export.styles.xml")!)
            main.AddNewPart<StyleDefinitionsPart>("rIdStyles").FeedData(styles);
        var embedded = new DocxFonts(fonts);
        var lists = new DocxLists();
        var footer = main.AddNewPart<FooterPart>("rIdFooter");
        footer.Footer = new Footer(PageNumber(transcript.Labels.Page, embedded));
        using (var writer = OpenXmlWriter.Create(main))
        {
            writer.WriteStartElement(new Document());
            writer.WriteStartElement(new Body());
            var blocks = new DocxBlocks(main, writer, embedded, lists);
            blocks.Paragraph("Title", [new StyledRun(PlainText.Line(transcript.Title), Emphasis.Strong)]);
            blocks.Paragraph("Subtitle", [new StyledRun(PlainText.Time(transcript.Created))]);
            foreach (var turn in transcript.Turns) blocks.Write(turn, transcript.Labels);
            writer.WriteElement(new SectionProperties(
                new FooterReference { Type = HeaderFooterValues.Default, Id = "rIdFooter" },
                new PageSize { Width = 11906, Height = 16838 },
                new PageMargin { Top = 1400, Bottom = 1400, Left = 1400, Right = 1400, Header = 720, Footer = 720, Gutter = 0 }));
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        lists.Write(main.AddNewPart<NumberingDefinitionsPart>("rIdNumbering"));
        embedded.Write(main.AddNewPart<FontTablePart>("rIdFonts"));
        main.AddNewPart<DocumentSettingsPart>("rIdSettings").Settings = new Settings(
            new EmbedTrueTypeFonts(), new SaveSubsetFonts(), new DefaultTabStop { Val = 420 }, new CharacterSpacingControl { Val = CharacterSpacingValues.CompressPunctuation });
    }

    /// <summary>"Page {0} of {1}" with fields in place of the numbers.</summary>
    private static Paragraph PageNumber(string label, DocxFonts embedded)
    {
        var paragraph = new Paragraph(new ParagraphProperties { ParagraphStyleId = new ParagraphStyleId { Val = "Footer" } });
        foreach (var part in label.Replace("{0}", "\0PAGE\0").Replace("{1}", "\0NUMPAGES\0").Split('\0'))
            if (part is "PAGE" or "NUMPAGES") paragraph.Append(new SimpleField(new Run(new Text("1"))) { Instruction = part });
            else if (part.Length > 0)
            {
                embedded.Use(part, isBold: false, isMono: false);
                paragraph.Append(new Run(new Text(PlainText.Clean(part)) { Space = SpaceProcessingModeValues.Preserve }));
            }
        return paragraph;
    }

    private static XDocument Properties(Transcript transcript)
    {
        XNamespace core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
        XNamespace about = "http://purl.org/dc/elements/1.1/";
        XNamespace terms = "http://purl.org/dc/terms/";
        XNamespace instance = "http://www.w3.org/2001/XMLSchema-instance";
        var created = transcript.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return new XDocument(new XElement(core + "coreProperties",
            new XAttribute(XNamespace.Xmlns + "dcterms", terms),
            new XAttribute(XNamespace.Xmlns + "xsi", instance),
            new XElement(about + "title", PlainText.Line(transcript.Title)),
            new XElement(about + "creator", "Zhiyan 知言"),
            new XElement(about + "language", PlainText.Line(transcript.Language)),
            new XElement(terms + "created", new XAttribute(instance + "type", "dcterms:W3CDTF"), created),
            new XElement(terms + "modified", new XAttribute(instance + "type", "dcterms:W3CDTF"), created)));
    }

    private static void Feed(OpenXmlPart part, XDocument content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content.ToString(SaveOptions.DisableFormatting)));
        part.FeedData(stream);
    }

    /// <summary>The same parts in a fixed order with no time of writing, so that the same chat gives the same file.</summary>
    private static void Repack(MemoryStream package, Stream output)
    {
        package.Position = 0;
        using var source = new ZipArchive(package, ZipArchiveMode.Read);
        using var target = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var part in source.Entries.OrderBy(part => part.FullName != "[Content_Types].xml").ThenBy(part => part.FullName, StringComparer.Ordinal))
        {
            var entry = target.CreateEntry(part.FullName, CompressionLevel.Optimal);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var from = part.Open();
            using var to = entry.Open();
            from.CopyTo(to);
        }
    }
}
