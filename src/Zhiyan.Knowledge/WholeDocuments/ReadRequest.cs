namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Work over all of a document, or over all of two.</summary>
/// <param name="Document">Its id.</param>
/// <param name="Task">In a person's words: what to list, summarise, answer, translate or compare.</param>
public sealed record ReadRequest(long Document, string Task)
{
    /// <summary>Characters of a task and of a column's name, and columns of a table.</summary>
    public const int LongestTask = 2_000, LongestColumn = 60, MostColumns = 8;

    /// <summary>Null for what the task's words tell.</summary>
    public ReadKind? Kind { get; init; }

    /// <summary>The document that is compared with; null for work over one.</summary>
    public long? Other { get; init; }

    /// <summary>What each row of a list has; empty for a list of single things.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Tokens that a model may read and write; what does not fit is skipped and told of. Null for no limit.</summary>
    public long? TokenBudget { get; init; }

    /// <summary>Whose job it is; null for whoever runs this machine.</summary>
    public Guid? Owner { get; init; }

    /// <summary>The chat model's name, by which rates are told apart; null for the default one.</summary>
    public string? Model { get; init; }
}

/// <summary>What is to be done with each part of a document.</summary>
public enum ReadKind
{
    /// <summary>Rows, each with its place.</summary>
    List,
    Summarise,
    Answer,
    Translate,
    Compare,
}

/// <summary>How the work was done, which is shown with its result.</summary>
public enum ReadMethod
{
    /// <summary>By the headings of the document.</summary>
    Structure,

    /// <summary>By a pattern that the task spells out, searched by code.</summary>
    Pattern,

    /// <summary>By a chat model, part after part.</summary>
    Model,

    /// <summary>Sentences, numbers and dates were compared by code; a chat model judged where only the wording differs.</summary>
    Comparison,
}
