using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Reads one part of a document for a task: by its headings, by a pattern, or by a chat model under a schema, whose rows must stand in the part.</summary>
internal sealed class PartReader(Document document, ReadTask task, string words, IChatClient? chat)
{
    /// <summary>Rows that a model may give for a part, and tokens that it may write.</summary>
    private const int MostRows = 40, MostTokens = 900;

    private readonly PageFinder pages = new(document.Pages);
    private readonly HashSet<int> levels = Levels(document);

    public async Task<StoredPart> Read(ReadPart part, CancellationToken cancellation) => task.Method switch
    {
        ReadMethod.Structure => Done(part, [.. Headings(part)]),
        ReadMethod.Pattern => Done(part, [.. Matches(part)]),
        _ => await Ask(part, cancellation),
    };

    private IEnumerable<ReadRow> Headings(ReadPart part)
    {
        for (int at = 0; at < document.Blocks.Count; at++)
        {
            var block = document.Blocks[at];
            if (block.Kind is not BlockKind.Heading || !levels.Contains(block.Level) || block.Start < part.Start || block.Start >= part.End) continue;
            var title = HeadingTitle.Of(document.Text[block.Start..block.End]);
            if (title.Length > 0) yield return Row(title, block.Start, block.End);
        }
    }

    /// <summary>The levels that chapters are on: the title of a book, or of its two volumes, is on one of few headings.</summary>
    private static HashSet<int> Levels(Document document)
    {
        var counts = document.Blocks.Where(block => block.Kind is BlockKind.Heading).GroupBy(block => block.Level).ToDictionary(same => same.Key, same => same.Count());
        int most = counts.Values.DefaultIfEmpty().Max();
        return [.. counts.Where(level => level.Value * 5 >= most).Select(level => level.Key)];
    }

    private IEnumerable<ReadRow> Matches(ReadPart part) => task.Patterns
        .SelectMany(pattern => pattern.Matches(document.Text[part.Start..part.End]))
        .OrderBy(match => match.Index)
        .Select(match => Row(OneLine.Of(match.Value), part.Start + match.Index, part.Start + match.Index + match.Length));

    private async Task<StoredPart> Ask(ReadPart part, CancellationToken cancellation)
    {
        var text = document.Text[part.Start..part.End].Trim();
        if (text.Length == 0) return Done(part, []);
        bool isChinese = words.Any(c => c is >= '\u4e00' and <= '\u9fff');
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = MostTokens };
        if (task.Kind is ReadKind.List) options.ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema, "rows");
        var response = await chat!.GetResponseAsync([new ChatMessage(ChatRole.User, Message(text, isChinese))], options, cancellation);
        long tokens = (response.Usage?.InputTokenCount ?? 0) + (response.Usage?.OutputTokenCount ?? 0);
        if (task.Kind is not ReadKind.List) return Done(part with { Tokens = tokens }, [Row(response.Text.Trim(), part.Start, part.End)]);
        var rows = new List<ReadRow>();
        int dropped = 0;
        foreach (var item in Items(response.Text))
        {
            int at = document.Text.IndexOf(item, part.Start, part.End - part.Start, StringComparison.OrdinalIgnoreCase);
            if (at < 0) dropped++;
            else rows.Add(Row(item, at, at + item.Length));
        }
        return Done(part with { Tokens = tokens }, rows) with { Dropped = dropped };
    }

    private string Message(string text, bool isChinese) => (task.Kind, isChinese) switch
    {
        (ReadKind.List, true) => $"文中一段：\n{text}\n\n任务：{words}\n只从这一段中找，照原文的字写，每项一行；没有就给空列表。",
        (ReadKind.List, false) => $"Part of a document:\n{text}\n\nTask: {words}\nFind the items in this part alone, in its own words; give an empty list where there are none.",
        (ReadKind.Summarise, true) => $"文中一段：\n{text}\n\n用两三句话概括这一段，只写文中有的内容。",
        (ReadKind.Summarise, false) => $"Part of a document:\n{text}\n\nSummarise this part in two or three sentences, with nothing that it does not say.",
        (ReadKind.Translate, true) => $"{text}\n\n任务：{words}\n只写译文。",
        (ReadKind.Translate, false) => $"{text}\n\nTask: {words}\nWrite the translation alone.",
        (_, true) => $"文中一段：\n{text}\n\n问题：{words}\n只根据这一段用一两句话回答；这一段没有说，就只写“无”。",
        _ => $"Part of a document:\n{text}\n\nQuestion: {words}\nAnswer from this part alone in a sentence or two; where it does not say, write None.",
    };

    private static StoredPart Done(ReadPart part, IReadOnlyList<ReadRow> rows) => new(part with { State = PartState.Read }, rows, 0);

    private ReadRow Row(string text, int start, int end) => new(text, start, end, pages.At(start), OneLine.Of(document.Text[start..Math.Min(end, start + 200)]));

    private static IReadOnlyList<string> Items(string text)
    {
        try
        {
            return [.. (JsonSerializer.Deserialize<Written>(text)?.Items ?? []).Select(item => item.Trim()).Where(item => item.Length > 0).Distinct()];
        }
        catch (JsonException)
        {
            return [];      // it ran out of tokens within the schema
        }
    }

    private static readonly JsonElement Schema = JsonSerializer.SerializeToElement(new
    {
        type = "object",
        properties = new { items = new { type = "array", maxItems = MostRows, items = new { type = "string", minLength = 1, maxLength = 200 } } },
        required = (string[])["items"],
        additionalProperties = false,
    });

    private sealed record Written([property: JsonPropertyName("items")] IReadOnlyList<string> Items);
}
