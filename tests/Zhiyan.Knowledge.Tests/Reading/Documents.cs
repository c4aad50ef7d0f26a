using System.IO.Compression;
using System.Text;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Reading;

/// <summary>Makes small files, reads them as the room does, and holds what every document must keep.</summary>
internal static class Documents
{
    public static Document Read(string name, string text) => Read(name, Encoding.UTF8.GetBytes(text));

    public static Document Read(string name, byte[] content, ReadingLimits? limits = null)
    {
        using var clock = Clock();
        var document = DocumentReaders.Create().Read(new SourceFile(name, content), limits ?? ReadingLimits.Default, clock);
        Check(document);
        return document;
    }

    /// <summary>One that stands until the test is ended.</summary>
    public static ReadingClock Clock() => new(Timeout.InfiniteTimeSpan, TimeProvider.System, TestContext.Current.CancellationToken);

    public static DocumentException Refusal(string name, byte[] content, ReadingLimits? limits = null) =>
        Assert.Throws<DocumentException>(() => Read(name, content, limits));

    /// <summary>"Heading1: Words" for each block.</summary>
    public static List<string> Lines(Document document) =>
        [.. document.Blocks.Select(block => $"{block.Kind}{(block.Level > 0 ? block.Level : "")}: {document.Text[block.Start..block.End]}")];

    public static byte[] Zip(params (string Name, string Content)[] files) => Zip([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Content)))]);

    public static byte[] Zip((string Name, byte[] Content)[] files, Encoding? names = null)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, names))
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }

    /// <summary>Blocks in order, within the text, apart, with nothing but white space between them; links and pages within the text.</summary>
    public static void Check(Document document)
    {
        int done = 0;
        foreach (var block in document.Blocks)
        {
            Assert.InRange(block.Start, done, document.Text.Length);
            Assert.InRange(block.End, block.Start + 1, document.Text.Length);
            Assert.True(string.IsNullOrWhiteSpace(document.Text[done..block.Start]), $"'{document.Text[done..block.Start]}' lies between blocks");
            Assert.False(string.IsNullOrWhiteSpace(document.Text[block.Start..block.End]));
            done = block.End;
        }
        Assert.True(string.IsNullOrWhiteSpace(document.Text[done..]), $"'{document.Text[done..]}' lies behind the last block");
        foreach (var link in document.Links) Assert.InRange(link.End, link.Start + 1, document.Text.Length);
        foreach (var page in document.Pages) Assert.InRange(page.End, page.Start, document.Text.Length);
    }
}
