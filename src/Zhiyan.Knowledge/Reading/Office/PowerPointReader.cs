namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>PowerPoint presentations (.pptx and its kin): each slide is a page.</summary>
internal sealed class PowerPointReader : IDocumentReader
{
    private const double UnitsPerPoint = 12_700;

    public bool Reads(SourceFile file) => ZipFormats.Of(file) is ZipFormat.PowerPoint;

    public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
    {
        using var package = new OfficePackage(file, limits, clock.Cancellation);
        var part = package.MainPart("ppt/presentation.xml");
        var presentation = package.Required(part);
        var relations = package.Relations(part);
        var size = presentation.Child("sldSz");
        double width = (size?.Number("cx") ?? 9_144_000) / UnitsPerPoint, height = (size?.Number("cy") ?? 6_858_000) / UnitsPerPoint;
        var builder = new DocumentBuilder(limits);
        int number = 0;
        string? firstTitle = null;
        foreach (var id in presentation.Child("sldIdLst")?.Children("sldId") ?? [])
        {
            clock.Cancellation.ThrowIfCancellationRequested();
            number++;
            int from = builder.Length;
            var target = id.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName == "id" && attribute.Name.NamespaceName.Length > 0)?.Value;
            if (relations.GetValueOrDefault(target ?? "") is not { } relation || package.Part(relation.Target) is not { } slide) builder.Warn(ReasonCode.SlideMissing, number);
            else
            {
                var writer = new SlideBlocks(builder, package, relation.Target);
                writer.Write(slide);
                firstTitle ??= writer.Title;
            }
            builder.AddPage(number, from, width, height);
        }
        builder.Title = package.Title is { } title && !title.StartsWith("PowerPoint", StringComparison.OrdinalIgnoreCase) ? title : firstTitle;
        return builder.Build();
    }
}
