namespace Zhiyan.Knowledge.Chunking;

/// <summary>A passage: a part of a document's text that is found, shown and cited as one.</summary>
/// <param name="Start">UTF-16 units into the document's text, as <paramref name="End"/>.</param>
/// <param name="Page">Where it begins, from 1; null where there are no pages.</param>
/// <param name="Context">What its words do not say and a reader of the document knows: the headings above, apart by " › ", and the head of its table.</param>
internal sealed record Chunk(int Start, int End, int? Page, string Context);
