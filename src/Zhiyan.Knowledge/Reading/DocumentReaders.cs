using System.Text;

namespace Zhiyan.Knowledge.Reading;

/// <summary>Stand-in until the readers are merged.</summary>
public sealed class DocumentReaders
{
    public Document Read(SourceFile file, CancellationToken cancellation)
    {
        var text = Encoding.UTF8.GetString(file.Content.Span);
        if (text.Trim().Length == 0) throw new DocumentException(DocumentFault.Empty, "it is empty.");
        var blocks = new List<Block>();
        for (int at = 0; at < text.Length;)
        {
            int end = text.IndexOf('\n', at);
            if (end < 0) end = text.Length;
            if (text[at..end].Trim().Length > 0) blocks.Add(new Block(BlockKind.Paragraph, at, end));
            at = end + 1;
        }
        return new Document { Text = text, Blocks = blocks };
    }

    public bool IsArchive(SourceFile file) => false;

    /// <summary>The files in an archive; of one that cannot be taken out, why.</summary>
    public IEnumerable<(SourceFile File, DocumentException? Error)> Unpack(SourceFile file, CancellationToken cancellation) => [];
}
