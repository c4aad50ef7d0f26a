namespace Zhiyan.Knowledge.Reading;

/// <summary>A file that cannot be read; the message, for a person, says what is wrong and what to do. It does not name the file: who reports it does.</summary>
public sealed class DocumentException(DocumentFault fault, string message, Exception? cause = null) : Exception(message, cause)
{
    public DocumentFault Fault => fault;
}

public enum DocumentFault
{
    /// <summary>A format that is not read here.</summary>
    Unsupported,

    /// <summary>Protected by a password.</summary>
    Encrypted,

    /// <summary>Not what its name or its first bytes say.</summary>
    Damaged,

    /// <summary>Beyond a limit of <see cref="ReadingLimits"/>.</summary>
    TooLarge,

    /// <summary>Nothing in it can be read.</summary>
    Empty,
}
