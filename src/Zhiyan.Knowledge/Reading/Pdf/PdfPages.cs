using UglyToad.PdfPig;
using UglyToad.PdfPig.AcroForms.Fields;
using UglyToad.PdfPig.Actions;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using Zhiyan.Knowledge.Reading.Layout;
using Zhiyan.Knowledge.Reading.Ocr;
using Word = Zhiyan.Knowledge.Reading.Layout.Word;
using DrawnPage = UglyToad.PdfPig.Content.Page;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>Reads the pages of one file, one after the other.</summary>
internal sealed class PdfPages(PdfDocument document, OcrEngine ocr, ReadingLimits limits)
{
    /// <summary>A page with fewer letters, most of it under a picture, is a scan.</summary>
    private const int FewLetters = 100;

    private const double MuchCovered = 0.4;

    /// <summary>More letters on one page are an attack or a map.</summary>
    private const int MostLetters = 400_000;

    private readonly List<string> warnings = [];

    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Pages that could not be read at all.</summary>
    public int Broken { get; private set; }

    public PdfPage Read(int number, CancellationToken cancellation)
    {
        try
        {
            return Read(document.GetPage(number), cancellation);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException or DocumentException or FileNotFoundException))
        {
            Broken++;
            warnings.Add($"Page {number} cannot be read: {e.Message.Split('\n')[0].Trim()}");
            return new PdfPage(number, 0, 0);
        }
    }

    private PdfPage Read(DrawnPage page, CancellationToken cancellation)
    {
        var letters = page.Letters.Count <= MostLetters ? page.Letters : [.. page.Letters.Take(MostLetters)];
        if (letters.Count < page.Letters.Count) warnings.Add($"Page {page.Number} has {page.Letters.Count:N0} letters; {MostLetters:N0} of them are read.");
        IReadOnlyList<IPdfImage> images = page.NumberOfImages == 0 ? [] : [.. page.GetImages()];
        var covered = images.Count == 0 ? 0 : PagePicture.Coverage(page, images);
        var shown = Shown(page, letters, covered);
        var read = new PdfPage(page.Number, (float)page.Width, (float)page.Height) { Links = Links(page), Fields = Fields(page.Number) };
        var letterCount = shown.Count(letter => !string.IsNullOrWhiteSpace(letter.Value));
        if (images.Count > 0 && (letterCount < FewLetters && covered >= MuchCovered || letterCount == 0 && covered > 0.02) && Recognise(page, images, cancellation) is { Count: > 0 } recognised)
            return read with { Layers = [new TextLayer(recognised, []), .. letterCount > 0 ? Layers(page, shown) : []], Recognised = true };
        return read with { Layers = Layers(page, shown) };
    }

    /// <summary>
    /// Letters on the page's visible part. Those that are not drawn count where they lie under a scan, as its text; else they are not what a
    /// reader sees.
    /// </summary>
    private static List<Letter> Shown(DrawnPage page, IReadOnlyList<Letter> letters, double covered)
    {
        var hidden = letters.Count(letter => letter.RenderingMode is TextRenderingMode.Neither);
        var isLayer = hidden > 0 && (covered >= MuchCovered || hidden * 2 > letters.Count);
        var shown = new List<Letter>(letters.Count);
        foreach (var letter in letters)
        {
            if (!isLayer && letter.RenderingMode is TextRenderingMode.Neither) continue;
            var (x, y) = (letter.StartBaseLine.X, letter.StartBaseLine.Y);
            if (x >= -2 && y >= -2 && x <= page.Width + 2 && y <= page.Height + 2) shown.Add(letter);
        }
        return shown;
    }

    private static List<TextLayer> Layers(DrawnPage page, List<Letter> letters)
    {
        var words = new PageWords(page.Height).Read(letters);
        return [.. words.OrderBy(layer => layer.Key).Select(layer => new TextLayer(layer.Value, PageRulings.Read(page, new Turn(layer.Key * MathF.PI / 180))))];
    }

    private List<Word> Recognise(DrawnPage page, IReadOnlyList<IPdfImage> images, CancellationToken cancellation)
    {
        using var picture = PagePicture.Draw(page, images, limits, fault => warnings.Add($"Page {page.Number}: {fault}."));
        return picture is null ? [] : RecognisedWords.Of(ocr.Read(picture.Bitmap, cancellation), picture.Scale);
    }

    private List<(Box, string)> Links(DrawnPage page)
    {
        var links = new List<(Box, string)>();
        try
        {
            foreach (var annotation in page.GetAnnotations().Take(10_000))
                if (annotation.Type is AnnotationType.Link && annotation.Action is UriAction { Uri.Length: > 0 } action) links.AddRange(Areas(annotation).Select(area => (Shown(area, page), action.Uri)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            warnings.Add($"Page {page.Number}: its links cannot be read.");
        }
        return links;
    }

    /// <summary>A link over two lines has a rectangle for each.</summary>
    private static IEnumerable<PdfRectangle> Areas(Annotation annotation)
    {
        if (annotation.QuadPoints.Count < 2) return [annotation.Rectangle];
        return annotation.QuadPoints.Take(50).Select(area => Around(area.Points.ToArray()));
    }

    private static PdfRectangle Around(PdfPoint[] points) =>
        new(points.Min(point => point.X), points.Min(point => point.Y), points.Max(point => point.X), points.Max(point => point.Y));

    private List<string> Fields(int number)
    {
        try
        {
            if (!document.TryGetForm(out var form)) return [];
            return [.. form.GetFieldsForPage(number).OfType<AcroTextField>().Where(field => !string.IsNullOrWhiteSpace(field.Value))
                .Select(field => field.Information.PartialName is { Length: > 0 } name ? $"{name}: {field.Value}" : field.Value!).Take(10_000)];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [];          // a form without readable fields has none
        }
    }

    private static Box Shown(PdfRectangle box, DrawnPage page) =>
        new((float)box.Left, (float)(page.Height - box.Top), (float)box.Right, (float)(page.Height - box.Bottom));
}
