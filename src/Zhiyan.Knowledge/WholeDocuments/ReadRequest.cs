namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Work over all of a document.</summary>
/// <param name="Document">Its id.</param>
/// <param name="Task">In a person's words: what to list, summarise, answer or translate.</param>
public sealed record ReadRequest(long Document, string Task)
{
    /// <summary>Tokens that a model may read and write; what does not fit is skipped and told of. Null for no limit.</summary>
    public long? TokenBudget { get; init; }
}

/// <summary>What is to be done with each part of a document.</summary>
public enum ReadKind
{
    /// <summary>Rows, each with its place.</summary>
    List,
    Summarise,
    Answer,
    Translate,
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
}
