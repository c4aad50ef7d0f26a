using UglyToad.PdfPig;
using UglyToad.PdfPig.Actions;
using UglyToad.PdfPig.Annotations;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;
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

    private const int MostAnnotations = 10_000;

    /// <summary>Of glyphs without a name, and of characters that no text has: from here on a page is read from its picture.</summary>
    private const double MuchUnnamed = 0.3, MuchDoubtful = 0.1;

    /// <summary>A page without letters that draws as many shapes may draw letters.</summary>
    private const int ManyShapes = 30;

    private readonly List<Reason> warnings = [];

    public IReadOnlyList<Reason> Warnings => warnings;

    /// <summary>Pages that could not be read at all.</summary>
    public int Broken { get; private set; }

    public PdfPage Read(int number, ReadingClock clock)
    {
        try
        {
            return Read(document.GetPage(number), clock);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException or DocumentException or FileNotFoundException))
        {
            Broken++;
            Warn(ReasonCode.PageUnread, number);
            return new PdfPage(number, 0, 0);
        }
    }

    private PdfPage Read(DrawnPage page, ReadingClock clock)
    {
        var letters = page.Letters.Count <= MostLetters ? page.Letters : [.. page.Letters.Take(MostLetters)];
        if (letters.Count < page.Letters.Count) Warn(ReasonCode.PageTooDense, page.Number, page.Letters.Count, MostLetters);
        IReadOnlyList<IPdfImage> images = page.NumberOfImages == 0 ? [] : [.. page.GetImages()];
        var covered = images.Count == 0 ? 0 : PagePicture.Coverage(page, images);
        var shown = Shown(page, letters, covered);
        var read = Annotated(new PdfPage(page.Number, (float)page.Width, (float)page.Height) { Fields = Fields(page.Number) }, page);
        var letterCount = shown.Count(letter => !string.IsNullOrWhiteSpace(letter.Value));
        using var glyphs = Unnamed(page.Number, shown);
        bool isScan = images.Count > 0 && (letterCount < FewLetters && covered >= MuchCovered || letterCount == 0 && covered > 0.02);
        bool isDrawn = letterCount == 0 && page.Paths.Count(path => path.IsFilled) >= ManyShapes;
        if ((isScan || isDrawn || glyphs is not null) && Recognise(page, images, glyphs, clock) is { Count: > 0 } recognised)
            return read with { Layers = [new TextLayer(recognised, []), .. letterCount > 0 && glyphs is null ? Layers(page, shown) : []], Recognised = true };
        return read with { Layers = Layers(page, shown) };
    }

    /// <summary>
    /// The glyphs of a page whose fonts do not say what they stand for; null where they do. Only characters that no text has make it worth a second look: a code without a
    /// name comes as the character of its number.
    /// </summary>
    private DrawnGlyphs? Unnamed(int page, List<Letter> letters)
    {
        int doubtful = letters.Count(letter => letter.Value is not { Length: > 0 } value || GlyphText.IsDoubtful(value));
        if (doubtful < 5 || doubtful < MuchDoubtful * letters.Count) return null;
        var glyphs = document.GetPage<DrawnGlyphs>(page);
        if (glyphs.Unnamed >= MuchUnnamed * glyphs.Count && glyphs.Count > 0) return glyphs;
        glyphs.Dispose();
        return null;
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

    private List<Word> Recognise(DrawnPage page, IReadOnlyList<IPdfImage> images, DrawnGlyphs? glyphs, ReadingClock clock)
    {
        using var picture = PagePicture.Draw(page, images, glyphs, limits, warnings.Add);
        if (picture is null) return [];
        var lines = ocr.Read(picture.Bitmap, clock.Cancellation);
        clock.Restart();
        return RecognisedWords.Of(lines, picture.Scale);
    }

    /// <summary>Where its links lead, and what readers wrote on it.</summary>
    private PdfPage Annotated(PdfPage read, DrawnPage page)
    {
        var (links, notes) = (new List<(Box, string)>(), new List<string>());
        try
        {
            foreach (var annotation in page.GetAnnotations().Take(MostAnnotations))
            {
                if (annotation.Type is AnnotationType.Link && annotation.Action is UriAction { Uri.Length: > 0 } action) links.AddRange(Areas(annotation).Select(area => (Shown(area, page), action.Uri)));
                else if (annotation.Type is not (AnnotationType.Link or AnnotationType.Widget or AnnotationType.Popup) && !string.IsNullOrWhiteSpace(annotation.Content)) notes.Add(Signed(annotation));
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Warn(ReasonCode.PageNotesUnread, page.Number);
        }
        return read with { Links = links, Notes = notes };
    }

    private static string Signed(Annotation annotation) =>
        annotation.AnnotationDictionary.TryGet(NameToken.T, out var author) && author is StringToken { Data.Length: > 0 } name ? $"{name.Data}: {annotation.Content}" : annotation.Content!;

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
            return document.TryGetForm(out var form) ? PageForm.Of(form, number) : [];
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [];          // a form without readable fields has none
        }
    }

    private void Warn(ReasonCode code, params ReadOnlySpan<object> values) => warnings.Add(Reason.Of(code, values));

    private static Box Shown(PdfRectangle box, DrawnPage page) =>
        new((float)box.Left, (float)(page.Height - box.Top), (float)box.Right, (float)(page.Height - box.Bottom));
}
