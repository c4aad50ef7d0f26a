using System.Text.RegularExpressions;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Makes rows of places in a document, and finds the places of words.</summary>
internal sealed class RowMaker(Document document, long id)
{
    private const int MostQuote = 240;

    private readonly PageFinder pages = new(document.Pages);
    private readonly List<Block> blocks = [.. document.Blocks];

    public string Text => document.Text;

    /// <summary>What a model is shown of a part: its text, and above rows of a table the table's head.</summary>
    public string Shown(ReadPart part)
    {
        int first = blocks.FindIndex(block => block.End > part.Start);
        var text = document.Text[part.Start..part.End].Trim();
        if (first < 0 || blocks[first].Kind is not BlockKind.TableRow) return text;
        int head = blocks.FindLastIndex(first, block => block.Kind is BlockKind.TableHead);
        return head < 0 ? text : $"{document.Text[blocks[head].Start..blocks[head].End].TrimEnd()}\n{text}";
    }

    public ReadRow Row(ReadPart part, string text, int start, int end) => new(text, id, start, end, pages.At(start), Quote(start, end)) { Part = part.Number };

    public ReadPlace Place(int start, int end) => new(id, start, end, pages.At(start), Quote(start, end));

    /// <summary>Where words stand first in a range, whatever white space is between them; null where they do not.</summary>
    public (int Start, int End)? Find(string words, int start, int end)
    {
        int at = document.Text.IndexOf(words, start, end - start, StringComparison.OrdinalIgnoreCase);
        if (at >= 0) return (at, at + words.Length);
        var parts = words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2) return null;
        var match = new Regex(string.Join(@"\s+", parts.Select(Regex.Escape)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking).Match(document.Text, start, end - start);
        return match.Success ? (match.Index, match.Index + match.Length) : null;
    }

    private string Quote(int start, int end) => OneLine.Of(document.Text[start..end], MostQuote);
}
