using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Zhiyan.Knowledge.Reading.Archives;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Writes a workbook of the strict form in the usual one, which the library reads: the two differ in the names of their namespaces.</summary>
internal static partial class StrictWorkbook
{
    /// <summary>The file itself where it is in the usual form. Either way all of it is unpacked once, within the limits: the library opens a zip by itself.</summary>
    public static ReadOnlyMemory<byte> Usual(SourceFile file, ReadingLimits limits, CancellationToken cancellation)
    {
        using var zip = new BoundedZip(file.Content, limits, cancellation);
        if (zip.Has("xl/workbook.bin")) throw new DocumentException(ReasonCode.BinaryWorkbook);
        bool isStrict = zip.Read("xl/workbook.xml") is { } workbook && workbook.AsSpan().IndexOf("http://purl.oclc.org/ooxml/"u8) >= 0;
        using var bytes = new MemoryStream();
        using (var usual = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var entry in zip.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                using var from = zip.Open(entry);
                if (!isStrict) from.CopyTo(Stream.Null);
                else
                {
                    using var to = usual.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
                    using var text = new StreamReader(from, Encoding.UTF8);
                    to.Write(Encoding.UTF8.GetBytes(Namespace().Replace(text.ReadToEnd(), "http://schemas.openxmlformats.org/$1/2006/")));
                }
            }
        return isStrict ? bytes.ToArray() : file.Content;
    }

    [GeneratedRegex("http://purl\\.oclc\\.org/ooxml/([A-Za-z]+)/")]
    private static partial Regex Namespace();
}
