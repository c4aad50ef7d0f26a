namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>The text of a file that is kept as it is.</summary>
internal static class DecodedFile
{
    public static string Text(SourceFile file, ReadingLimits limits, string? declared = null)
    {
        var text = TextDecoding.Decode(file.Content.Span, declared);
        if (text.Length > limits.TextLength)
            throw new DocumentException(DocumentFault.TooLarge, $"it holds more than {limits.TextLength:N0} characters; split it into parts.");
        return text;
    }
}
