namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>The text of an old Word document with its marks: cells end in U+0007, fields lie between U+0013 and U+0015, their results after U+0014.</summary>
internal static class OldWordText
{
    public static void Write(DocumentBuilder builder, ReadOnlySpan<char> text, BlockKind kind)
    {
        var words = new RunningText();
        var row = new List<string>();
        bool isInTable = false;
        int codes = 0;
        var opened = new Stack<bool>();
        foreach (var character in text)
        {
            switch (character)
            {
                case '\u0013':
                    opened.Push(true);
                    codes++;
                    break;
                case '\u0014':
                    if (opened.TryPop(out bool wasCode) && wasCode) codes--;
                    opened.Push(false);
                    break;
                case '\u0015':
                    if (opened.TryPop(out bool isCode) && isCode) codes--;
                    break;
                case '\u0007':
                    // A cell's end; where nothing was written since the last one, the row's.
                    if (words.IsEmpty && row.Count > 0 && !row.TrueForAll(cell => cell.Length == 0) && isEnd(row))
                    {
                        isInTable = WriteRow(builder, row, isInTable);
                        break;
                    }
                    row.Add(words.ToString());
                    words.Clear();
                    break;
                case '\r' or '\f' or '\u000e':
                    if (row.Count > 0)
                    {
                        words.Append(" ");
                        break;
                    }
                    if (builder.Add(kind, words) is not null) isInTable = false;
                    words.Clear();
                    break;
                case '\v':
                    words.BreakLine();
                    break;
                case '\t':
                    words.Append(" ");
                    break;
                case '\u001e':
                    words.Append("-");
                    break;
                case >= ' ' when codes == 0:
                    words.Append(character.ToString());
                    break;
            }
        }
        if (row.Count > 0) WriteRow(builder, row, isInTable);
        builder.Add(kind, words);

        static bool isEnd(List<string> cells) => cells[^1].Length > 0;
    }

    private static bool WriteRow(DocumentBuilder builder, List<string> row, bool isInTable)
    {
        builder.Add(isInTable ? BlockKind.TableRow : BlockKind.TableHead, string.Join('\t', row));
        row.Clear();
        return true;
    }
}
