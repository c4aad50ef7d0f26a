using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Reads the lines of text in pictures. Safe for many threads; models are opened when first needed.</summary>
/// <param name="folder">Where the models lie.</param>
/// <param name="threads">Of each picture.</param>
public sealed class OcrEngine(string folder, int threads = 2) : IDisposable
{
    /// <summary>Below it a region is no text.</summary>
    private const float LeastConfidence = 0.6f;

    /// <summary>Lines that tell which way a picture is up.</summary>
    private const int Witnesses = 5;

    /// <summary>Height to width of a box that is no word on a level line.</summary>
    private const float TallBox = 2.5f;

    private readonly OcrModels models = new(folder, threads);

    /// <summary>With the models beside the program.</summary>
    public OcrEngine() : this(KnowledgeAssets.Path("ocr")) { }

    public void Dispose() => models.Dispose();

    /// <summary>In no order.</summary>
    /// <param name="picture">32 bits a pixel, blue first, without transparency.</param>
    internal IReadOnlyList<RecognisedLine> Read(SKBitmap picture, CancellationToken cancellation)
    {
        using var cleaned = PictureCleaning.Clean(picture);
        var shown = cleaned ?? picture;
        using var image = SKImage.FromBitmap(shown);
        var (boxes, columns) = Turned(image, new TextDetector(models).Find(shown), cancellation);
        var recogniser = new LineRecogniser(models);
        var lines = new List<RecognisedLine>();
        foreach (var box in boxes)
        {
            cancellation.ThrowIfCancellationRequested();
            var line = columns.Contains(box) ? recogniser.ReadColumn(image, box) : recogniser.Read(image, box);
            if (line.Confidence >= LeastConfidence && line.Text.Trim().Length > 0) lines.Add(line);
        }
        return Overlaps.Dropped(lines);
    }

    /// <summary>The boxes with the direction in which they read, and those that are columns of upright characters. Most lines of a picture read the same way.</summary>
    private (List<TextBox> Boxes, IReadOnlySet<TextBox> Columns) Turned(SKImage picture, List<TextBox> boxes, CancellationToken cancellation)
    {
        var isSideways = boxes.Sum(box => box.Height > 1.5f * box.Width ? box.Height : 0) > boxes.Sum(box => box.Width > 1.5f * box.Height ? box.Width : 0);
        var tall = boxes.Where(box => box.Height > TallBox * box.Width).Select(Downwards).ToHashSet();
        boxes = boxes.ConvertAll(box => isSideways || box.Height > TallBox * box.Width ? Downwards(box) : box);
        var columns = AreColumns(picture, Longest(tall), cancellation) ? tall : [];
        var lines = boxes.FindAll(box => !columns.Contains(box));
        var witnesses = Longest(lines);
        if (IsReversed(picture, witnesses, isSideways && columns.Count == 0, cancellation)) lines = lines.ConvertAll(box => box.Reversed);
        return ([.. lines, .. columns], columns);
    }

    private static TextBox Downwards(TextBox box) => new(box.Centre, box.Down, box.Height, box.Width);

    private static List<TextBox> Longest(IEnumerable<TextBox> boxes) => [.. boxes.OrderByDescending(box => Math.Min(box.Width / box.Height, 20)).Take(Witnesses)];

    /// <summary>Whether tall boxes read better as columns of upright characters than as lines that lie on a side.</summary>
    private bool AreColumns(SKImage picture, List<TextBox> tall, CancellationToken cancellation)
    {
        var recogniser = new LineRecogniser(models);
        var balance = 0f;
        foreach (var box in tall)
        {
            cancellation.ThrowIfCancellationRequested();
            balance += recogniser.ReadColumn(picture, box).Confidence - Math.Max(recogniser.Read(picture, box).Confidence, recogniser.Read(picture, box.Reversed).Confidence);
        }
        return balance > 0;
    }

    /// <summary>The direction model is asked first; where it doubts, what reads with more confidence is right.</summary>
    private bool IsReversed(SKImage picture, List<TextBox> witnesses, bool isDoubtful, CancellationToken cancellation)
    {
        var direction = new LineDirection(models);
        isDoubtful |= witnesses.Count(box => direction.Reversed(picture, box) > 0.5f) * 3 > witnesses.Count;
        if (!isDoubtful) return false;
        var recogniser = new LineRecogniser(models);
        var balance = 0f;
        foreach (var box in witnesses)
        {
            cancellation.ThrowIfCancellationRequested();
            balance += recogniser.Read(picture, box.Reversed).Confidence - recogniser.Read(picture, box).Confidence;
        }
        return balance > 0;
    }
}
