namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>The text of a file that is kept as it is.</summary>
internal static class DecodedFile
{
    public static string Text(SourceFile file, ReadingLimits limits, string? declared = null)
    {
        var text = TextDecoding.Decode(file.Content.Span, declared);
        if (text.Length > limits.TextLength)
            throw new DocumentException(ReasonCode.TextTooLong, limits.TextLength);
        return text;
    }
}
