using System.Text;
using System.Text.Json;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>Jupyter notebooks: cells of Markdown as such, cells of code with what they printed.</summary>
internal sealed class NotebookReader : IDocumentReader
{
    /// <summary>A cell that printed more printed data: UTF-16 units.</summary>
    private const int LongestOutput = 10_000;

    private static readonly MarkdownReader markdown = new();

    public bool Reads(SourceFile file) => file.Ending is ".ipynb" && TextDecoding.IsText(file.Content.Span);

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        using var notebook = JsonDocument.Parse(DecodedFile.Text(file, limits));
        var builder = new DocumentBuilder(limits);
        foreach (var cell in Items(notebook.RootElement, "cells"))
        {
            clock.Cancellation.ThrowIfCancellationRequested();
            var source = Text(cell, "source");
            if (Text(cell, "cell_type") is not "markdown") builder.Add(BlockKind.Code, source);
            else
            {
                var words = markdown.Read(new SourceFile("cell.md", Encoding.UTF8.GetBytes(source)), limits, clock);
                builder.Title ??= words.Title;
                builder.Add(words);
            }
            foreach (var output in Items(cell, "outputs"))
            {
                var printed = output.TryGetProperty("data", out var data) ? Text(data, "text/plain") : Text(output, "text");
                if (printed.Length <= LongestOutput) builder.Add(BlockKind.Code, printed);
            }
        }
        return builder.Build();
    }

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var items) && items.ValueKind is JsonValueKind.Array ? items.EnumerateArray() : [];

    /// <summary>A text is kept whole, or as a list of its lines.</summary>
    private static string Text(JsonElement parent, string name)
    {
        if (parent.ValueKind is not JsonValueKind.Object || !parent.TryGetProperty(name, out var text)) return "";
        return text.ValueKind is JsonValueKind.Array ? string.Concat(text.EnumerateArray().Select(line => line.ToString())) : text.ToString();
    }
}
