using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>
/// The <c>wordwrap</c> filter: lines of at most so many code points, broken between words and after hyphens (Python's textwrap).
/// </summary>
internal static class WordWrap
{
    public static StringValue Apply(Call call)
    {
        int width = call.Integer(0, 79);
        if (width <= 0) throw TemplateException.Type($"invalid width {width} (must be > 0)");
        bool breakLong = call.Flag(1, true), hyphens = call.Flag(3, true);
        var separator = call.Has(2) ? call.Text(2) : new StringValue("\n");
        var lines = Splitting.Lines(call.SubjectString.AsMarkup(false), keepEnds: false, call.Rendering).Items.Cast<StringValue>();
        var wrapped = lines.Select(line => Editing.Join(separator, Wrap(line, width, breakLong, hyphens, call), call.Rendering));
        return Editing.Join(separator, wrapped, call.Rendering);
    }

    private static IEnumerable<StringValue> Wrap(StringValue line, int width, bool breakLong, bool hyphens, Call call)
    {
        var chunks = new Stack<StringValue>(Chunks(line, hyphens).Reverse());
        for (bool first = true; chunks.Count > 0; first = false)
        {
            call.Rendering.Step();
            if (!first && IsSpace(chunks.Peek())) chunks.Pop();
            var (taken, length) = (new List<StringValue>(), 0);
            while (chunks.Count > 0 && length + chunks.Peek().CodePoints <= width)
            {
                length += chunks.Peek().CodePoints;
                taken.Add(chunks.Pop());
            }
            if (chunks.Count > 0 && chunks.Peek().CodePoints > width)
            {
                if (breakLong)
                {
                    var chunk = chunks.Pop();
                    int cut = Cut(chunk, width - length, hyphens);
                    taken.Add(chunk.Part(0, cut));
                    chunks.Push(chunk.Part(cut, chunk.Text.Length - cut));
                }
                else if (taken.Count == 0) taken.Add(chunks.Pop());
            }
            if (taken.Count > 0 && IsSpace(taken[^1])) taken.RemoveAt(taken.Count - 1);
            if (taken.Count > 0) yield return Editing.Join(StringValue.Empty, taken, call.Rendering);
        }
    }

    private static bool IsSpace(StringValue chunk) => chunk.Text.Length == 0 || CharacterClasses.IsSpace(chunk.Text[0]);

    /// <summary>Where to break a word that is too long for a line: after its last hyphen that fits, else at the width.</summary>
    private static int Cut(StringValue chunk, int room, bool hyphens)
    {
        int cut = chunk.UnitAt(room);
        int hyphen = hyphens ? chunk.Text.AsSpan(0, cut).LastIndexOf('-') : -1;
        return hyphen > 0 && chunk.Text.AsSpan(0, hyphen).ContainsAnyExcept('-') ? hyphen + 1 : cut;
    }

    /// <summary>Words and the white space between them, words cut after the hyphens inside them.</summary>
    private static IEnumerable<StringValue> Chunks(StringValue line, bool hyphens)
    {
        var text = line.Text;
        for (int start = 0; start < text.Length;)
        {
            bool space = CharacterClasses.IsSpace(text[start]);
            int end = start + 1;
            while (end < text.Length && CharacterClasses.IsSpace(text[end]) == space
                && !(hyphens && !space && IsBreakAfter(text, start, end - 1))) end++;
            yield return line.Part(start, end - start);
            start = end;
        }
    }

    /// <summary>A hyphen with two letters before it in its word and two after it.</summary>
    private static bool IsBreakAfter(string text, int start, int at) =>
        text[at] == '-' && at - start >= 2 && char.IsLetter(text[at - 1]) && char.IsLetter(text[at - 2])
        && at + 2 < text.Length && char.IsLetter(text[at + 1]) && (char.IsLetter(text[at + 2]) || text[at + 2] == '-');
}
