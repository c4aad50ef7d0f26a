using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>A document that has been read and cut, and waits to be stored.</summary>
internal sealed record PreparedDocument(DocumentEntry Entry, Document? Document, IReadOnlyList<Chunk> Chunks, IReadOnlyList<ChunkTerms> Terms)
{
    /// <summary>What is searched of a passage: besides its own words, the document's name and the headings above.</summary>
    public static string Searched(DocumentEntry entry, Chunk chunk, string text) => chunk.Context.Length == 0 ? $"{entry.Name}\n{text}" : $"{entry.Name}\n{chunk.Context}\n{text}";
}
