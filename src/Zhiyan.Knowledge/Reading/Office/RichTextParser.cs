using System.Text;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Follows the groups and control words of one RTF file. Groups are kept on a list, not on the stack, and those too deep end the reading.</summary>
internal sealed class RichTextParser(ReadOnlyMemory<byte> content, DocumentBuilder builder)
{
    private const int MaximumDepth = 1_000;

    private readonly RunningText words = new();
    private readonly List<string> row = [];
    private readonly List<byte> narrow = [];
    private readonly Dictionary<int, int> fontPages = [];
    private readonly Stack<Group> groups = new();
    private Group group = new(false, false, 1, 1252);
    private int standardPage = 1252, definedFont, toSkip, heading;
    private bool isInRow, hasHead;

    public void Run(CancellationToken cancellation)
    {
        var bytes = content.Span;
        for (int at = 0; at < bytes.Length;)
        {
            byte value = bytes[at];
            if (value == '{')
            {
                EndNarrow();
                if (groups.Count == MaximumDepth) throw new DocumentException(ReasonCode.NestedTooDeep, MaximumDepth);
                groups.Push(group);
                at++;
            }
            else if (value == '}')
            {
                EndNarrow();
                if (groups.TryPop(out var outer)) group = outer;
                at++;
            }
            else if (value == '\\') at = Control(bytes, at + 1);
            else
            {
                if (value is not ((byte)'\r' or (byte)'\n')) Narrow(value);
                at++;
            }
            if ((at & 0xffff) == 0) cancellation.ThrowIfCancellationRequested();
        }
        EndRow();
        EndParagraph();
    }

    private int Control(ReadOnlySpan<byte> bytes, int at)
    {
        if (at >= bytes.Length) return at;
        if (!char.IsAsciiLetter((char)bytes[at]))
        {
            if (bytes[at] == '\'' && at + 2 < bytes.Length && byte.TryParse(bytes.Slice(at + 1, 2), System.Globalization.NumberStyles.HexNumber, null, out byte coded))
            {
                Narrow(coded);
                return at + 3;
            }
            if (bytes[at] == '*') group = group with { IsSkipped = true };
            else if (bytes[at] is (byte)'~') Show(" ");
            else if (bytes[at] is (byte)'_') Show("-");
            else if (bytes[at] is (byte)'\\' or (byte)'{' or (byte)'}') Narrow(bytes[at]);
            else if (bytes[at] is (byte)'\r' or (byte)'\n') EndParagraph();
            return at + 1;
        }
        int start = at;
        while (at < bytes.Length && char.IsAsciiLetter((char)bytes[at])) at++;
        var word = Encoding.ASCII.GetString(bytes[start..at]);
        int numberStart = at;
        if (at < bytes.Length && bytes[at] == '-') at++;
        while (at < bytes.Length && char.IsAsciiDigit((char)bytes[at])) at++;
        int? number = int.TryParse(bytes[numberStart..at], out int parsed) ? parsed : null;
        if (at < bytes.Length && bytes[at] == ' ') at++;
        if (word == "bin") return (int)Math.Min(bytes.Length, at + (long)Math.Max(number ?? 0, 0));
        Follow(word, number);
        return at;
    }

    private void Follow(string word, int? number)
    {
        if (word is not "u") EndNarrow();
        switch (word)
        {
            case "par" or "sect" or "page" when isInRow:
                Show(" ");
                break;
            case "par" or "sect" or "page":
                EndParagraph();
                break;
            case "pard":
                isInRow = false;
                heading = 0;
                break;
            case "intbl":
                isInRow = true;
                break;
            case "outlinelevel":
                heading = number is >= 0 and < 9 ? Math.Min(number.Value + 1, 6) : 0;
                break;
            case "line":
                if (!group.IsSkipped) words.BreakLine();
                break;
            case "tab":
                Show(" ");
                break;
            case "cell" or "nestcell":
                row.Add(words.ToString());
                words.Clear();
                break;
            case "row" or "nestrow":
                EndRow();
                break;
            case "u" when number is not null:
                EndNarrow();
                Show(((char)(ushort)number.Value).ToString());
                toSkip = group.UnicodeSkip;
                break;
            case "uc":
                group = group with { UnicodeSkip = Math.Clamp(number ?? 1, 0, 8) };
                break;
            case "ansicpg":
                standardPage = number ?? 1252;
                group = group with { Page = standardPage };
                break;
            case "f" when group.IsFontTable:
                definedFont = number ?? 0;
                break;
            case "f":
                group = group with { Page = fontPages.GetValueOrDefault(number ?? 0, standardPage) };
                break;
            case "fcharset" when group.IsFontTable:
                fontPages[definedFont] = PageOf(number ?? 0);
                break;
            case "fonttbl":
                group = group with { IsSkipped = true, IsFontTable = true };
                break;
            case "colortbl" or "stylesheet" or "info" or "pict" or "object" or "themedata" or "datastore" or "fldinst" or "listtable" or "listoverridetable" or "revtbl" or "generator"
                or "xmlnstbl" or "latentstyles" or "nonshppict" or "shpinst" or "filetbl" or "bkmkstart" or "bkmkend" or "pntext":
                group = group with { IsSkipped = true };
                break;
            case "v" when number is null or not 0:
                group = group with { IsSkipped = true };
                break;
            default:
                if (Sign(word) is { } sign) Show(sign);
                break;
        }
    }

    private static string? Sign(string word) => word switch
    {
        "emdash" => "—", "endash" => "–", "lquote" => "‘", "rquote" => "’", "ldblquote" => "“", "rdblquote" => "”", "bullet" => "•", "emspace" or "enspace" => " ", _ => null,
    };

    /// <summary>A character of several bytes comes in several codes.</summary>
    private void Narrow(byte value)
    {
        if (toSkip > 0) toSkip--;
        else if (!group.IsSkipped) narrow.Add(value);
    }

    private void EndNarrow()
    {
        if (narrow.Count > 0)
        {
            Encoding encoding;
            try
            {
                encoding = Encoding.GetEncoding(group.Page);
            }
            catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
            {
                encoding = Encoding.GetEncoding(1252);
            }
            words.Append(encoding.GetString([.. narrow]));
            narrow.Clear();
        }
        toSkip = 0;
    }

    private void Show(string sign)
    {
        if (!group.IsSkipped) words.Append(sign);
    }

    private void EndParagraph()
    {
        EndNarrow();
        if (group.IsSkipped) return;
        if (builder.Add(heading > 0 ? BlockKind.Heading : BlockKind.Paragraph, words, heading) is not null) hasHead = false;
        words.Clear();
    }

    private void EndRow()
    {
        if (row.Count > 0 && builder.Add(hasHead ? BlockKind.TableRow : BlockKind.TableHead, string.Join('\t', row.Select(cell => cell.Replace('\n', ' ')))) is not null) hasHead = true;
        row.Clear();
    }

    private static int PageOf(int charset) => charset switch { 128 => 932, 129 => 949, 134 => 936, 136 => 950, 161 => 1253, 162 => 1254, 177 => 1255, 178 => 1256, 186 => 1257, 204 => 1251, 222 => 874, 238 => 1250, _ => 1252 };

    /// <param name="UnicodeSkip">Codes after a Unicode character that stand for it in older programs.</param>
    private readonly record struct Group(bool IsSkipped, bool IsFontTable, int UnicodeSkip, int Page);
}
