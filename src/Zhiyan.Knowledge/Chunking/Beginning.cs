namespace Zhiyan.Knowledge.Chunking;

/// <summary>So many UTF-16 units of a text at most, and never a part of a character.</summary>
internal static class Beginning
{
    public static string Of(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
