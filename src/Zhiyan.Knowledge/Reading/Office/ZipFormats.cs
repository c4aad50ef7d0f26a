using System.IO.Compression;
using Zhiyan.Knowledge.Reading.Archives;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>What a zip file is: many formats are one.</summary>
internal static class ZipFormats
{
    public static ZipFormat Of(SourceFile file)
    {
        if (file.Content.Span is not [0x50, 0x4b, 3 or 5 or 7, ..]) return ZipFormat.None;
        try
        {
            using var zip = new ZipArchive(Streams.Of(file.Content), ZipArchiveMode.Read);
            return Of(zip);
        }
        catch (InvalidDataException)
        {
            return ByEnding(file.Ending);       // its reader will say that it is damaged
        }
    }

    private static ZipFormat Of(ZipArchive zip)
    {
        if (zip.GetEntry("mimetype") is { Length: < 200 } type)
        {
            using var reader = new StreamReader(type.Open());
            var name = reader.ReadToEnd().Trim();
            if (name is "application/epub+zip") return ZipFormat.Epub;
            if (name.StartsWith("application/vnd.oasis.opendocument", StringComparison.Ordinal)) return ZipFormat.OpenDocument;
        }
        bool Has(string part) => zip.GetEntry(part) is not null;
        if (Has("META-INF/container.xml") && zip.Entries.Any(entry => entry.FullName.EndsWith(".opf", StringComparison.OrdinalIgnoreCase))) return ZipFormat.Epub;
        if (Has("content.xml") && Has("META-INF/manifest.xml")) return ZipFormat.OpenDocument;
        if (!Has("[Content_Types].xml")) return ZipFormat.Archive;
        if (zip.Entries.Any(entry => entry.FullName.StartsWith("word/", StringComparison.OrdinalIgnoreCase))) return ZipFormat.Word;
        if (zip.Entries.Any(entry => entry.FullName.StartsWith("ppt/", StringComparison.OrdinalIgnoreCase))) return ZipFormat.PowerPoint;
        return zip.Entries.Any(entry => entry.FullName.StartsWith("xl/", StringComparison.OrdinalIgnoreCase)) ? ZipFormat.Excel : ZipFormat.Archive;
    }

    private static ZipFormat ByEnding(string ending) => ending switch
    {
        ".docx" or ".docm" or ".dotx" => ZipFormat.Word,
        ".pptx" or ".pptm" or ".ppsx" => ZipFormat.PowerPoint,
        ".xlsx" or ".xlsm" or ".xlsb" => ZipFormat.Excel,
        ".odt" or ".ods" or ".odp" or ".ott" => ZipFormat.OpenDocument,
        ".epub" => ZipFormat.Epub,
        _ => ZipFormat.Archive,
    };
}

internal enum ZipFormat
{
    None,
    Archive,
    Word,
    PowerPoint,
    Excel,
    OpenDocument,
    Epub,
}
