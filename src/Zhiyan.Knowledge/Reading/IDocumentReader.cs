namespace Zhiyan.Knowledge.Reading;

/// <summary>Reads one family of formats. Safe for many threads.</summary>
internal interface IDocumentReader
{
    /// <summary>Whether the file's first bytes, else its name, say that it is for this reader.</summary>
    bool Reads(SourceFile file);

    /// <summary>Throws <see cref="DocumentException"/>, and an <see cref="OperationCanceledException"/> where the time is over.</summary>
    Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock);
}
