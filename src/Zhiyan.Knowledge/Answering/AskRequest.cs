using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge.Answering;

/// <summary>A question to a library.</summary>
public sealed record AskRequest(string Question)
{
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
