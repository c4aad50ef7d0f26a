using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>A document that has been read and cut, and waits to be stored.</summary>
internal sealed record PreparedDocument(DocumentEntry Entry, Document? Document, IReadOnlyList<Chunk> Chunks, IReadOnlyList<ChunkTerms> Terms)
{
    /// <summary>Adds the passages to a segment, and gives them as they are stored.</summary>
    /// <param name="id">The document's number.</param>
    public IEnumerable<ChunkRow> Passages(SegmentWriter segment, long id)
    {
        for (int at = 0; at < Chunks.Count; at++)
        {
            segment.Add(id, Terms[at]);
            yield return new ChunkRow(0, id, Chunks[at], Document!.Text[Chunks[at].Start..Chunks[at].End]);
        }
    }

    /// <summary>What is searched of a passage: besides its own words, the document's name and the headings above.</summary>
    public static string Searched(DocumentEntry entry, Chunk chunk, string text) => chunk.Context.Length == 0 ? $"{entry.Name}\n{text}" : $"{entry.Name}\n{chunk.Context}\n{text}";
}
