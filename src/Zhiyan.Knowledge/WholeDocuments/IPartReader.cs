namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Reads one part of a document for a task.</summary>
internal interface IPartReader
{
    /// <summary>What came of it, with the number of rows and cells that were left out since the part does not have them. Throws what the model throws, and a <see cref="CutReplyException"/>.</summary>
    Task<(IReadOnlyList<ReadRow> Rows, int Dropped)> Read(ReadPart part, CancellationToken cancellation);
}

/// <summary>A model's reply did not come to its end, though it was asked for little.</summary>
internal sealed class CutReplyException() : Exception("the model's reply did not come to its end, even for a small piece of this part; try another model.");
