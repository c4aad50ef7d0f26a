using Zhiyan.Knowledge.Reading.Archives;
using Zhiyan.Knowledge.Reading.Office;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>Electronic books: their parts in reading order, each read as a page.</summary>
internal sealed class EpubReader : IDocumentReader
{
    public bool Reads(SourceFile file) => ZipFormats.Of(file) is ZipFormat.Epub;

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        using var zip = new BoundedZip(file.Content, limits, clock.Cancellation);
        RefuseLocked(zip);
        var path = zip.Xml("META-INF/container.xml")?.All("rootfile").FirstOrDefault()?.Value("full-path")
            ?? zip.Entries.Select(entry => entry.FullName).FirstOrDefault(name => name.EndsWith(".opf", StringComparison.OrdinalIgnoreCase));
        var package = path is null ? null : zip.Xml(path);
        if (package is null) throw new DocumentException(ReasonCode.MissingPart, "package.opf");
        var book = new EpubPackage(package, path!, zip);
        var builder = new DocumentBuilder(limits) { Title = book.Title };
        foreach (var part in book.Spine)
        {
            clock.Cancellation.ThrowIfCancellationRequested();
            if (zip.Read(part) is { } bytes) Write(builder, bytes, book.Names.GetValueOrDefault(part), limits, clock.Cancellation);
            else builder.Warn(ReasonCode.PartMissing, part);
        }
        return builder.Build();
    }

    /// <summary>The table of contents names a part that has no heading of its own.</summary>
    private static void Write(DocumentBuilder builder, byte[] bytes, string? name, ReadingLimits limits, CancellationToken cancellation)
    {
        var page = HtmlReader.Parse(TextDecoding.Decode(bytes, HtmlReader.Declared(bytes)), isXml: true);
        if (page.Body is not { } body) return;
        var part = new DocumentBuilder(limits);
        new HtmlBlocks(part, element => element.LocalName is "nav", cancellation).Write(body);
        var document = part.Build();
        if (document.Blocks.Count == 0) return;
        if (name is not null && !document.Blocks.Take(3).Any(block => block.Kind is BlockKind.Heading)) builder.Add(BlockKind.Heading, name, 1);
        builder.Add(document);
    }

    /// <summary>Hidden fonts are no lock: many free books have them.</summary>
    private static void RefuseLocked(BoundedZip zip)
    {
        bool isLocked = zip.Xml("META-INF/encryption.xml")?.All("EncryptedData").Any(data =>
            data.All("EncryptionMethod").FirstOrDefault()?.Value("Algorithm") is not ("http://www.idpf.org/2008/embedding" or "http://ns.adobe.com/pdf/enc#RC")) == true;
        if (isLocked) throw new DocumentException(ReasonCode.SealedBook);
    }
}
