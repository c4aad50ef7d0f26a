using ExcelDataReader;
using ExcelDataReader.Exceptions;
using Zhiyan.Knowledge.Reading.Archives;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Excel workbooks, .xlsx and .xls: each sheet is a heading and a table, hidden ones too. Of a formula its last result is read.</summary>
internal sealed class ExcelReader : IDocumentReader
{
    /// <summary>Cells looked at, empty ones too: a few bytes may claim a million wide rows.</summary>
    private const long MaximumCells = 50_000_000;

    public bool Reads(SourceFile file) => ZipFormats.Of(file) is ZipFormat.Excel || OleFile.KindOf(file.Content) is OleKind.Excel || IsBare(file);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        bool isZip = ZipFormats.Of(file) is ZipFormat.Excel;
        var content = isZip ? StrictWorkbook.Usual(file, limits, clock.Cancellation) : file.Content;
        using var extras = isZip ? new SheetExtras(file, limits, clock.Cancellation) : null;
        var builder = new DocumentBuilder(limits);
        try
        {
            using var sheets = ExcelReaderFactory.CreateReader(Streams.Of(content), new ExcelReaderConfiguration { FallbackEncoding = System.Text.Encoding.GetEncoding(936), LeaveOpen = false });
            long cells = 0;
            do
            {
                cells = WriteSheet(builder, sheets, cells, clock.Cancellation);
                extras?.Write(builder, sheets.Name);
            }
            while (sheets.NextResult());
        }
        catch (InvalidPasswordException cause)
        {
            throw new DocumentException(new Reason(ReasonCode.Encrypted), cause);
        }
        return builder.Build();
    }

    private static long WriteSheet(DocumentBuilder builder, IExcelDataReader sheet, long cells, CancellationToken cancellation)
    {
        builder.Add(BlockKind.Heading, sheet.Name, 1);
        var merges = new MergedCells(sheet.MergeCells);
        var table = new SheetTable(builder);
        for (int row = 0; sheet.Read(); row++)
        {
            cancellation.ThrowIfCancellationRequested();
            cells += sheet.FieldCount;
            if (cells > MaximumCells) throw new DocumentException(ReasonCode.TooManyCells, MaximumCells);
            var words = new string[sheet.FieldCount];
            for (int column = 0; column < words.Length; column++)
                words[column] = merges.Shown(row, column, Clean(ShownValue.Of(sheet.GetValue(column), sheet.GetNumberFormatString(column))));
            table.Add(words);
        }
        table.End();
        return cells;
    }

    private static string Clean(string cell) => cell.AsSpan().IndexOfAny('\t', '\r', '\n') < 0 ? cell
        : string.Join(' ', cell.Split((char[])['\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The oldest workbooks have no container: a record that begins the book.</summary>
    private static bool IsBare(SourceFile file) => file.Ending is ".xls" && file.Content.Span is [0x09, 0x00 or 0x02 or 0x04 or 0x08, ..];
}
