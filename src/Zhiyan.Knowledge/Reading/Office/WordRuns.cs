using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>
/// Reads the runs of one paragraph: its words go to <paramref name="words"/>, and what belongs beside them is gathered: notes, comments, deletions, pictures' descriptions, boxes of text.
/// </summary>
internal sealed class WordRuns(RunningText words, IReadOnlyDictionary<string, Relation>? relations = null)
{
    private readonly Stack<Field> fields = new();

    public List<(string Kind, string Id)> References { get; } = [];

    public List<string> Descriptions { get; } = [];

    public List<XElement> Boxes { get; } = [];

    /// <summary>What revisions took away, and who did.</summary>
    public List<(string? Author, string Words)> Deletions { get; } = [];

    public void Append(XElement parent)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var element in parent.Elements()) AppendOne(element);
    }

    private bool IsShown => fields.All(open => open.IsShown);

    private void AppendOne(XElement element)
    {
        switch (element.Local)
        {
            case "t" when IsShown:
                words.Append(element.Value);
                break;
            case "tab" or "ptab" when IsShown && element.Parent?.Local is "r":
                words.Append(" ");
                break;
            case "br" or "cr":
                if (element.Value("type") is null or "textWrapping") words.BreakLine();
                break;
            case "noBreakHyphen":
                words.Append("-");
                break;
            case "instrText":
                if (fields.TryPeek(out var open)) open.Code.Append(element.Value);
                break;
            case "fldChar":
                FollowField(element.Value("fldCharType"));
                break;
            case "fldSimple":
                if (!IsPageNumber(element.Value("instr"))) Append(element);
                break;
            case "hyperlink":
                int start = words.Next;
                Append(element);
                if (element.Value("id") is { } id && relations?.GetValueOrDefault(id) is { IsOutside: true } relation) words.AddLink(start, relation.Target);
                break;
            case "footnoteReference" or "endnoteReference" or "commentReference":
                References.Add((element.Local, element.Value("id") ?? ""));
                if (element.Local is not "commentReference") words.Append($"[{element.Value("id")}]");
                break;
            case "chart" or "relIds":
                References.Add((element.Local, element.Value("dm") ?? element.Value("id") ?? ""));
                break;
            case "del":
                var deleted = new RunningText();
                foreach (var text in element.All("delText")) deleted.Append(text.Value);
                if (!deleted.IsEmpty) Deletions.Add((element.Value("author"), deleted.ToString()));
                break;
            case "AlternateContent":
                if ((element.Child("Choice") ?? element.Child("Fallback")) is { } choice) Append(choice);
                break;
            case "docPr" or "imagedata":
                if ((element.Value("descr") ?? (element.Local is "imagedata" ? element.Value("title") : null))?.Trim() is { Length: > 0 } description) Descriptions.Add(description);
                break;
            case "txbxContent":
                Boxes.Add(element);
                break;
            case "oMath":
                words.Append(MathText.Of(element));
                break;
            case "r" when element.Child("rPr")?.IsOn("vanish") == true:
            case "pPr" or "rPr" or "moveFrom" or "delText" or "sdtPr" or "rt" or "sectPr" or "tbl":
                break;
            default:
                Append(element);
                break;
        }
    }

    private void FollowField(string? mark)
    {
        if (mark is "begin") fields.Push(new Field(words.Next));
        else if (mark is "separate" && fields.TryPeek(out var separated)) separated.IsShown = !IsPageNumber(separated.Code.ToString());
        else if (mark is "end" && fields.TryPop(out var ended) && Target(ended.Code.ToString()) is { } target) words.AddLink(ended.Start, target);
    }

    /// <summary>A page's number in a text without pages says nothing.</summary>
    private static bool IsPageNumber(string? code) => code?.TrimStart() is { } name
        && (name.StartsWith("PAGE", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("PAGEREF", StringComparison.OrdinalIgnoreCase) || name.StartsWith("NUMPAGES", StringComparison.OrdinalIgnoreCase));

    private static string? Target(string code)
    {
        var parts = code.Split('"');
        return parts.Length >= 2 && parts[0].Trim().Equals("HYPERLINK", StringComparison.OrdinalIgnoreCase) ? parts[1] : null;
    }

    private sealed class Field(int start)
    {
        public int Start => start;

        public StringBuilder Code { get; } = new();

        /// <summary>Before its result comes, a field holds code alone.</summary>
        public bool IsShown { get; set; }
    }
}
