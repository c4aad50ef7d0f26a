using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Zhiyan.Cli.Chat;

/// <summary>
/// A line of input that a person edits, on one or several rows of the screen. The cursor moves by what a reader sees as one character, and
/// Chinese takes two columns. Not thread-safe.
/// </summary>
internal sealed class LineEditor(Func<ConsoleKeyInfo> readKey, Func<bool> hasMoreKeys, TextWriter screen, Func<int> columns)
{
    private const string Prompt = "> ";
    private const int MaxCharacters = 64 * 1024;
    private const int MaxHistory = 200;

    private readonly List<string> history = [];
    private readonly StringBuilder text = new();
    private int cursor;             // in UTF-16 units, always between two whole characters
    private int shownRow;           // the screen row of the cursor, counted from the prompt's

    /// <summary>Reads until Enter, Ctrl+C, or Ctrl+D on an empty line.</summary>
    public LineInput Read()
    {
        var recalled = history.Count;
        Replace("");
        shownRow = 0;
        Redraw();
        while (true)
        {
            var key = readKey();
            var control = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Leave();
                    Remember();
                    return new LineInput(text.ToString(), LineEnd.Entered);
                case ConsoleKey.C when control:
                    Leave();
                    return new LineInput(text.ToString(), LineEnd.Interrupted);
                case ConsoleKey.D when control && text.Length == 0:
                    Leave();
                    return new LineInput("", LineEnd.Closed);
                case ConsoleKey.UpArrow when recalled > 0:
                    Replace(history[--recalled]);
                    break;
                case ConsoleKey.DownArrow when recalled < history.Count:
                    Replace(++recalled < history.Count ? history[recalled] : "");
                    break;
                default:
                    Edit(key, control);
                    break;
            }
            if (!hasMoreKeys()) Redraw();       // pasted text is drawn once, not once a key
        }
    }

    private void Edit(ConsoleKeyInfo key, bool control)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow: cursor = Before(cursor); break;
            case ConsoleKey.RightArrow: cursor = After(cursor); break;
            case ConsoleKey.Home: cursor = 0; break;
            case ConsoleKey.A when control: cursor = 0; break;
            case ConsoleKey.End: cursor = text.Length; break;
            case ConsoleKey.E when control: cursor = text.Length; break;
            case ConsoleKey.Backspace: Remove(Before(cursor), cursor); break;
            case ConsoleKey.Delete: Remove(cursor, After(cursor)); break;
            case ConsoleKey.D when control: Remove(cursor, After(cursor)); break;
            case ConsoleKey.U when control: Remove(0, cursor); break;
            case ConsoleKey.K when control: Remove(cursor, text.Length); break;
            case ConsoleKey.W when control: Remove(StartOfWord(), cursor); break;
            default:
                if (char.IsControl(key.KeyChar) || text.Length >= MaxCharacters) break;
                text.Insert(cursor++, key.KeyChar);
                break;
        }
    }

    private void Remove(int start, int end)
    {
        text.Remove(start, end - start);
        cursor = start;
    }

    private void Replace(string line)
    {
        text.Clear().Append(line);
        cursor = text.Length;
    }

    private void Remember()
    {
        var line = text.ToString();
        if (string.IsNullOrWhiteSpace(line) || history.LastOrDefault() == line) return;
        if (history.Count == MaxHistory) history.RemoveAt(0);
        history.Add(line);
    }

    private int Before(int position) => StringInfo.ParseCombiningCharacters(text.ToString()).LastOrDefault(start => start < position);

    private int After(int position) => position == text.Length ? position : position + StringInfo.GetNextTextElementLength(text.ToString(), position);

    private int StartOfWord()
    {
        var start = cursor;
        while (start > 0 && char.IsWhiteSpace(text[start - 1])) start--;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1])) start--;
        return start;
    }

    /// <summary>Writes the whole line again and puts the cursor in its place.</summary>
    private void Redraw()
    {
        var (row, column) = Place(cursor);
        var end = Place(text.Length);
        var output = new StringBuilder();
        if (shownRow > 0) output.Append(CultureInfo.InvariantCulture, $"\e[{shownRow}A");
        output.Append("\r\e[J").Append(Prompt).Append(text);
        if (end is { Row: > 0, Column: 0 }) output.Append("\r\n");       // a full last row: the terminal waits with the wrap
        if (end.Row > row) output.Append(CultureInfo.InvariantCulture, $"\e[{end.Row - row}A");
        output.Append('\r');
        if (column > 0) output.Append(CultureInfo.InvariantCulture, $"\e[{column}C");
        screen.Write(output);
        screen.Flush();
        shownRow = row;
    }

    private void Leave()
    {
        cursor = text.Length;
        Redraw();
        screen.Write("\r\n");
        screen.Flush();
    }

    /// <summary>Row and column of a position; a wide character that does not fit goes to the next row whole.</summary>
    private (int Row, int Column) Place(int position)
    {
        var (row, column, width) = (0, Prompt.Length, Math.Max(8, columns()));
        var line = text.ToString();
        for (var start = 0; start < position;)
        {
            var length = StringInfo.GetNextTextElementLength(line, start);
            var cells = Math.Clamp(line.Substring(start, length).GetCellWidth(), 0, 2);
            if (column + cells > width) (row, column) = (row + 1, 0);
            column += cells;
            start += length;
        }
        return column >= width ? (row + 1, 0) : (row, column);
    }
}

/// <summary>A line and how it ended.</summary>
internal readonly record struct LineInput(string Text, LineEnd End);

internal enum LineEnd
{
    Entered,

    /// <summary>Ctrl+C.</summary>
    Interrupted,

    /// <summary>Ctrl+D, or the end of a pipe.</summary>
    Closed,
}
