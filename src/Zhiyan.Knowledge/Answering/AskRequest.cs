using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Answering;

/// <summary>A question to a library.</summary>
public sealed record AskRequest(string Question)
{
    /// <summary>Passages that can be read in full for a question: some 200 pages. More are a whole-document job.</summary>
    public const int MostFullTextPassages = 500;

    /// <summary>How much of the library is read for it.</summary>
    public ReadingMode Reading { get; init; } = ReadingMode.ByBudget;

    /// <summary>Which documents count: its question and number of passages do not.</summary>
    public SearchRequest Within { get; init; } = new("");
}

public enum ReadingMode
{
    /// <summary>All of the documents where they fit the budget, else the passages that are found.</summary>
    ByBudget,
    FullText,
    Passages,
}
