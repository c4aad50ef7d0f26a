using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Where a text is cut in two.</summary>
internal static class Halves
{
    /// <summary>The end of a sentence nearest to the middle, else the white space nearest to it; the start of a text that has neither.</summary>
    public static int Middle(string text, int start, int end)
    {
        int half = (start + end) / 2;
        var places = Sentences.Of(text, start, end).Select(sentence => sentence.End).Where(at => at < end).ToList();
        if (places.Count == 0) places = [.. Enumerable.Range(start, end - start).Where(at => char.IsWhiteSpace(text[at]))];
        return places.Append(start).MinBy(at => Math.Abs(at - half));
    }
}
