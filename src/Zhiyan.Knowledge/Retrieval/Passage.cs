using Zhiyan.Knowledge.Libraries;

namespace Zhiyan.Knowledge.Retrieval;

/// <summary>A passage that was found.</summary>
/// <param name="Ordinal">Its number in the library: neighbours of one document have neighbouring ones.</param>
/// <param name="Start">UTF-16 units into the document's text, as <paramref name="End"/>.</param>
/// <param name="Page">From 1; null where there are no pages.</param>
/// <param name="Context">The headings above it.</param>
/// <param name="Score">How well it fits, by which the passages are ordered: 0 to 1.</param>
/// <param name="WordScore">By BM25; 0 where none of the words is in it.</param>
/// <param name="VectorScore">The cosine of its vector with the question's; 0 where it has none.</param>
public sealed record Passage(
    DocumentEntry Document, int Ordinal, int Start, int End, int? Page, string Context, string Text, double Score, double WordScore, double VectorScore)
{
    /// <summary>What a reranker made of it; null where none judged it.</summary>
    public Reranked? Reranked { get; init; }
}

/// <param name="Before">The place that the search gave it, from 1.</param>
/// <param name="Score">The reranker's own number, of any size and sign.</param>
public sealed record Reranked(int Before, double Score);
