using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>What stands beside the cells of an .xlsx workbook's sheets: comments, with their cells, and what is drawn over them: charts and boxes of text.</summary>
internal sealed class SheetExtras : IDisposable
{
    private readonly OfficePackage package;
    private readonly Dictionary<string, string> parts = [];

    public SheetExtras(SourceFile file, ReadingLimits limits, CancellationToken cancellation)
    {
        package = new OfficePackage(file, limits, cancellation);
        var part = package.MainPart("xl/workbook.xml");
        var relations = package.Relations(part);
        foreach (var sheet in package.Part(part)?.Child("sheets")?.Children("sheet") ?? [])
            if (relations.GetValueOrDefault(sheet.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName == "id" && attribute.Name.NamespaceName.Length > 0)?.Value ?? "") is { } relation)
                parts.TryAdd(sheet.Value("name") ?? "", relation.Target);
    }

    public void Write(DocumentBuilder builder, string sheet)
    {
        if (!parts.TryGetValue(sheet, out var part)) return;
        var relations = package.Relations(part).Values.Where(relation => !relation.IsOutside).ToList();
        bool isThreaded = relations.Exists(relation => relation.Type.EndsWith("/threadedComment", StringComparison.Ordinal));
        foreach (var relation in relations)
        {
            // A thread's first words stand among the plain comments too, with a note that only a newer program shows the thread.
            if (relation.Type.EndsWith("/threadedComment", StringComparison.Ordinal)) WriteComments(builder, package.Part(relation.Target), "threadedComment", "text");
            else if (relation.Type.EndsWith("/comments", StringComparison.Ordinal) && !isThreaded) WriteComments(builder, package.Part(relation.Target), "comment", "t");
            else if (relation.Type.EndsWith("/drawing", StringComparison.Ordinal)) WriteDrawing(builder, relation.Target);
        }
    }

    public void Dispose() => package.Dispose();

    private static void WriteComments(DocumentBuilder builder, XElement? comments, string name, string text)
    {
        foreach (var comment in comments?.All(name) ?? []) builder.Add(BlockKind.Note, $"{comment.Value("ref")}: {string.Concat(comment.All(text).Select(part => part.Value))}");
    }

    private void WriteDrawing(DocumentBuilder builder, string part)
    {
        var relations = package.Relations(part);
        foreach (var element in package.Part(part)?.Descendants() ?? [])
        {
            if (element.Local is "chart" && relations.GetValueOrDefault(element.Value("id") ?? "") is { IsOutside: false } relation && package.Part(relation.Target) is { } chart) builder.AddTable(ChartTable.Rows(chart));
            else if (element.Local is "txBody")
                foreach (var paragraph in element.Children("p")) builder.Add(BlockKind.Paragraph, string.Concat(paragraph.All("t").Select(words => words.Value)));
            else if (element.Local is "cNvPr" && element.Value("descr") is { } description) builder.AddCaption(description);
        }
    }
}
