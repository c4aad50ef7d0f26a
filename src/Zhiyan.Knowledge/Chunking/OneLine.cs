namespace Zhiyan.Knowledge.Chunking;

/// <summary>A text on one line, each run of white space a single space.</summary>
internal static class OneLine
{
    public static string Of(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Cut off at so many UTF-16 units, and never within a character.</summary>
    public static string Of(string text, int most) => Beginning.Of(Of(text), most);
}
