using System.Globalization;
using Spectre.Console;

namespace Zhiyan.Cli.Tests.Chat;

/// <summary>A terminal of a few columns: what a person sees of the codes that <c>LineEditor</c> writes.</summary>
internal sealed class Screen
{
    private readonly int columns;
    private readonly List<List<string>> rows = [[]];       // a cell is a character, or empty behind a wide one
    private int row, column;

    private Screen(int columns) => this.columns = columns;

    /// <summary>All rows as one text.</summary>
    public string Text => string.Concat(rows.SelectMany(cells => cells)).TrimEnd();

    public static Screen Show(string codes, int columns)
    {
        var screen = new Screen(columns);
        for (var i = 0; i < codes.Length;)
        {
            if (codes[i] == '\e')
            {
                var end = codes.AsSpan(i).IndexOfAnyInRange('A', 'Z') + i;      // ESC [ number letter
                screen.Obey(codes[end], int.TryParse(codes.AsSpan(i + 2, end - i - 2), CultureInfo.InvariantCulture, out var number) ? number : 1);
                i = end + 1;
                continue;
            }
            var length = StringInfo.GetNextTextElementLength(codes, i);
            screen.Put(codes.Substring(i, length));
            i += length;
        }
        return screen;
    }

    private void Obey(char code, int number)
    {
        switch (code)
        {
            case 'A': row = Math.Max(0, row - number); break;
            case 'C': column = Math.Min(columns - 1, column + number); break;
            case 'J':
                rows.RemoveRange(row + 1, rows.Count - row - 1);
                if (rows[row].Count > column) rows[row].RemoveRange(column, rows[row].Count - column);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(code), code, "the editor writes no such code");
        }
    }

    private void Put(string element)
    {
        if (element is "\r" or "\r\n") column = 0;
        if (element is "\n" or "\r\n") NextRow();
        if (element is "\r" or "\n" or "\r\n") return;

        var width = element.GetCellWidth();
        if (column + width > columns)
        {
            column = 0;
            NextRow();
        }
        var cells = rows[row];
        while (cells.Count < column + width) cells.Add("");
        cells[column] = element;
        if (width == 2) cells[column + 1] = "";
        column += width;
    }

    private void NextRow()
    {
        if (++row == rows.Count) rows.Add([]);
    }
}
