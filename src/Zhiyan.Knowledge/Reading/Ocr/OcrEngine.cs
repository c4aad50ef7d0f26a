using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Reads the lines of text in pictures. Safe for many threads; models are opened when first needed.</summary>
/// <param name="folder">Where the models lie.</param>
/// <param name="threads">Of each picture.</param>
public sealed class OcrEngine(string folder, int threads = 2) : IDisposable
{
    private readonly OcrModels models = new(folder, threads);

    /// <summary>With the models beside the program.</summary>
    public OcrEngine() : this(Path.Combine(AppContext.BaseDirectory, "ocr")) { }

    public void Dispose() => models.Dispose();

    /// <summary>In no order.</summary>
    /// <param name="picture">32 bits a pixel, blue first, without transparency.</param>
    internal IReadOnlyList<RecognisedLine> Read(SKBitmap picture, CancellationToken cancellation)
    {
        var boxes = new TextDetector(models).Find(picture);
        using var image = SKImage.FromBitmap(picture);
        var recogniser = new LineRecogniser(models);
        var lines = new List<RecognisedLine>();
        foreach (var box in boxes)
        {
            cancellation.ThrowIfCancellationRequested();
            var line = recogniser.Read(image, box);
            if (line.Confidence >= 0.5f) lines.Add(line);
        }
        return lines;
    }
}
