using System.Globalization;
using System.Xml.Linq;
using Zhiyan.Knowledge.Reading.Archives;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>OpenDocument texts, sheets and presentations (LibreOffice).</summary>
internal sealed class OpenDocumentReader : IDocumentReader
{
    public bool Reads(SourceFile file) => ZipFormats.Of(file) is ZipFormat.OpenDocument;

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        using var zip = new BoundedZip(file.Content, limits, clock.Cancellation);
        if (zip.Xml("META-INF/manifest.xml")?.All("encryption-data").Any() == true)
            throw new DocumentException(ReasonCode.Encrypted);
        var root = zip.Xml("content.xml") ?? throw new DocumentException(ReasonCode.MissingPart, "content.xml");
        var styles = zip.Xml("styles.xml");
        var builder = new DocumentBuilder(limits);
        var writer = new OpenDocumentBlocks(builder, new OpenDocumentLists(root, styles), clock.Cancellation);
        var body = root.Child("body")?.Elements().FirstOrDefault();
        if (body?.Local is "spreadsheet") writer.WriteSheets(body);
        else if (body?.Local is "presentation" or "drawing") WritePages(builder, writer, body, styles);
        else if (body is not null) writer.Write(body);
        builder.Title = zip.Xml("meta.xml")?.All("title").FirstOrDefault()?.Value.Trim() is { Length: > 0 } title ? title : writer.FirstHeading;
        return builder.Build();
    }

    private static void WritePages(DocumentBuilder builder, OpenDocumentBlocks writer, XElement body, XElement? styles)
    {
        var layout = styles?.All("page-layout-properties").FirstOrDefault(properties => properties.Value("page-width") is not null);
        double width = Points(layout?.Value("page-width")) ?? 720, height = Points(layout?.Value("page-height")) ?? 540;
        int number = 0;
        foreach (var page in body.Children("page"))
        {
            int from = builder.Length;
            writer.WriteSlide(page);
            builder.AddPage(++number, from, width, height);
        }
    }

    /// <summary>Null for a length in no unit known here.</summary>
    private static double? Points(string? length)
    {
        if (length is null || length.Length < 3 || !double.TryParse(length[..^2], CultureInfo.InvariantCulture, out double number)) return null;
        return length[^2..] switch { "cm" => number * 72 / 2.54, "mm" => number * 72 / 25.4, "in" => number * 72, "pt" => number, _ => null };
    }
}
