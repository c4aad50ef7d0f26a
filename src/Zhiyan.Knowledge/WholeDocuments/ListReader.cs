using System.Text.Json;
using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>
/// Has a chat model list what a task asks for in a part, a few sentences at a time and under a schema: of more of them a small model leaves most out. What it gives has to stand there: rows that
/// do not are left out, and cells that do not are emptied.
/// </summary>
internal sealed class ListReader(ReadTask task, ReadMessages messages, RowMaker rows, MeteredModel model) : IPartReader
{
    /// <summary>Tokens of the text that is read at a time, about.</summary>
    public const int MostPiece = 120;

    /// <summary>Rows that a model may give for a piece of text, and tokens that it may write.</summary>
    private const int MostRows = 40, MostTokens = 900;

    /// <summary>How often a piece is halved of which it has more to say than that.</summary>
    private const int MostHalves = 3;

    private readonly JsonElement schema = Schema(task.Columns);

    public async Task<(IReadOnlyList<ReadRow> Rows, int Dropped)> Read(ReadPart part, CancellationToken cancellation)
    {
        var found = new List<ReadRow>();
        int dropped = 0;
        foreach (var (start, end) in Pieces(rows.Text, part.Start, part.End)) dropped += await Read(part, start, end, 0, found, cancellation);
        return (found, dropped);
    }

    /// <summary>Sentences together that follow each other; none begins in the second half of a piece where a paragraph ends before it.</summary>
    private static IEnumerable<(int Start, int End)> Pieces(string text, int start, int end)
    {
        int from = start, reached = start;
        foreach (var sentence in Sentences.Of(text, start, end))
        {
            if (reached > from && (Tokens(from, sentence.End) > MostPiece || Tokens(from, reached) > MostPiece / 2 && text.AsSpan(reached, sentence.Start - reached).Contains('\n')))
            {
                yield return (from, reached);
                from = reached;
            }
            reached = sentence.End;
        }
        yield return (from, end);

        long Tokens(int first, int last) => TokenEstimate.Of(text.AsSpan(first, last - first));
    }

    private async Task<int> Read(ReadPart part, int start, int end, int halves, List<ReadRow> found, CancellationToken cancellation)
    {
        var text = rows.Text[start..end].Trim();
        if (text.Length == 0) return 0;
        var (reply, isCut) = await model.Write(messages.Of(text), MostTokens, schema, cancellation);
        if (!isCut && Items(reply) is { } items)
        {
            int dropped = 0;
            foreach (var item in items)
                if (Located(part, start, end, item, ref dropped) is { } row) found.Add(row);
            return dropped;
        }
        int middle = Halves.Middle(rows.Text, start, end);
        if (halves == MostHalves || middle <= start || middle >= end) throw new CutReplyException();
        return await Read(part, start, middle, halves + 1, found, cancellation) + await Read(part, middle, end, halves + 1, found, cancellation);
    }

    private ReadRow? Located(ReadPart part, int start, int end, IReadOnlyList<string> cells, ref int dropped)
    {
        var first = cells.Select(cell => cell.Length > 0 ? rows.Find(cell, start, end) : null).FirstOrDefault(place => place is not null);
        if (first is not { } anchor)
        {
            dropped++;
            return null;
        }
        if (task.Columns.Count == 0) return rows.Row(part, cells[0], anchor.Start, anchor.End);
        var (from, to) = anchor;
        var kept = new List<string>();
        foreach (var cell in cells)
        {
            // The rest of a row is looked for near its first cell, and then anywhere in the part.
            var place = cell.Length == 0 ? null : rows.Find(cell, Math.Max(start, anchor.Start - Near), Math.Min(end, anchor.End + Near)) ?? rows.Find(cell, start, end);
            if (cell.Length > 0 && place is null) dropped++;
            kept.Add(place is null ? "" : cell);
            if (place is { } at && Math.Abs(at.Start - anchor.Start) <= Near) (from, to) = (Math.Min(from, at.Start), Math.Max(to, at.End));
        }
        return rows.Row(part, string.Join(" | ", kept), from, to) with { Cells = kept };
    }

    /// <summary>Characters around a row's first cell in which the others are expected.</summary>
    private const int Near = 400;

    /// <summary>Each item as its cells; null for a reply that is no whole JSON.</summary>
    private List<IReadOnlyList<string>>? Items(string reply)
    {
        try
        {
            using var json = JsonDocument.Parse(reply);
            return [.. json.RootElement.GetProperty("items").EnumerateArray().Select(Cells).Where(cells => cells.Any(cell => cell.Length > 0)).DistinctBy(cells => string.Join('\n', cells))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private IReadOnlyList<string> Cells(JsonElement item) => task.Columns.Count == 0
        ? [OneLine.Of(item.GetString() ?? "")]
        : [.. task.Columns.Select(column => item.TryGetProperty(column, out var cell) ? OneLine.Of(cell.GetString() ?? "") : "")];

    private static JsonElement Schema(IReadOnlyList<string> columns)
    {
        object item = columns.Count == 0
            ? new { type = "string", minLength = 1, maxLength = 200 }
            : new { type = "object", properties = columns.ToDictionary(column => column, _ => new { type = "string", maxLength = 160 }), required = columns, additionalProperties = false };
        return JsonSerializer.SerializeToElement(new
        {
            type = "object",
            properties = new { items = new { type = "array", maxItems = MostRows, items = item } },
            required = (string[])["items"],
            additionalProperties = false,
        });
    }
}
