namespace Zhiyan.Knowledge.Checking;

/// <summary>Whether a source says what a sentence says.</summary>
public enum Verdict
{
    Supported,

    /// <summary>A part of the sentence is said, another is not.</summary>
    Partly,

    /// <summary>The source says something else.</summary>
    Contradicted,

    /// <summary>The source does not say it, or not clearly enough to call it supported.</summary>
    NotFound,

    /// <summary>The source could not be read, so that nothing is known.</summary>
    Unreachable,
}
