namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>CSV and TSV: the text as it is, a block for each record. A quoted cell may hold line ends.</summary>
internal sealed class SeparatedValuesReader : IDocumentReader
{
    /// <summary>A record with more lines has a quote that nobody closed.</summary>
    private const int MaximumLines = 1_000;

    public bool Reads(SourceFile file) => file.Ending is ".csv" or ".tsv" or ".tab" && TextDecoding.IsText(file.Content.Span);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        var text = DecodedFile.Text(file, limits);
        char delimiter = file.Ending is ".csv" ? Delimiter(text) : '\t';
        var records = Records(text, delimiter) ?? Records(text, delimiter, quotes: false)!;
        return new Document { Text = text, Blocks = [.. records.Select((record, index) => new Block(index == 0 ? BlockKind.TableHead : BlockKind.TableRow, record.Start, record.End))] };
    }

    /// <summary>The sign that parts the first lines into the most equal numbers of cells.</summary>
    internal static char Delimiter(string text)
    {
        var sample = Records(text[..Math.Min(text.Length, 16 << 10)], ',') ?? [];
        var lines = sample.Take(20).Select(record => text[record.Start..record.End]).ToList();
        return ",;\t|".MaxBy(candidate =>
        {
            var counts = lines.Select(line => line.Count(character => character == candidate)).ToList();
            return counts.Count == 0 || counts[0] == 0 ? 0 : counts.Count(count => count == counts[0]) * 100 / counts.Count + Math.Min(counts[0], 10);
        });
    }

    /// <summary>Null where a quote runs away. A quote counts at a cell's beginning alone, as programs write it.</summary>
    private static List<(int Start, int End)>? Records(string text, char delimiter, bool quotes = true)
    {
        var records = new List<(int, int)>();
        int start = 0, lines = 0;
        bool isQuoted = false, isCellStart = true;
        for (int at = 0; at <= text.Length; at++)
        {
            char character = at < text.Length ? text[at] : '\n';
            if (isQuoted && at < text.Length)
            {
                if (character == '"') isQuoted = at + 1 < text.Length && text[at + 1] == '"' && ++at > 0;
                else if (character == '\n' && ++lines > MaximumLines) return null;
            }
            else if (quotes && isCellStart && character == '"') (isQuoted, isCellStart) = (true, false);
            else if (character is '\n' or '\r')
            {
                if (isQuoted && lines > 1) return null;
                if (!text.AsSpan(start, at - start).IsWhiteSpace()) records.Add((start, at));
                (start, lines, isCellStart) = (at + 1, 0, true);
            }
            else isCellStart = character == delimiter || isCellStart && character == ' ';
        }
        return records;
    }
}
