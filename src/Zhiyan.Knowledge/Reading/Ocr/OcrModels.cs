using Microsoft.ML.OnnxRuntime;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>The three models and the recogniser's characters, read when first used. Safe for many threads.</summary>
internal sealed class OcrModels(string folder, int threads) : IDisposable
{
    private readonly Lazy<InferenceSession> detection = Open(folder, "ch_PP-OCRv4_det_infer.onnx", threads);
    private readonly Lazy<InferenceSession> direction = Open(folder, "ch_ppocr_mobile_v2.0_cls_infer.onnx", threads);
    private readonly Lazy<InferenceSession> recognition = Open(folder, "ch_PP-OCRv4_rec_infer.onnx", threads);
    private readonly Lazy<string[]> characters = new(() => [.. File.ReadLines(Existing(folder, "ppocr_keys_v1.txt")), " "]);

    public InferenceSession Detection => detection.Value;

    public InferenceSession Direction => direction.Value;

    public InferenceSession Recognition => recognition.Value;

    /// <summary>Class i + 1 of the recogniser is character i; class 0 is the blank between characters.</summary>
    public string[] Characters => characters.Value;

    public void Dispose()
    {
        foreach (var session in (Lazy<InferenceSession>[])[detection, direction, recognition])
            if (session.IsValueCreated) session.Value.Dispose();
    }

    /// <summary>Threads that wait do not spin, and memory is not planned ahead: every picture has its own size.</summary>
    private static Lazy<InferenceSession> Open(string folder, string file, int threads) => new(() =>
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, EnableMemoryPattern = false };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(Existing(folder, file), options);
    });

    private static string Existing(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"text in pictures cannot be read: the model {path} is missing; build the program again, with npm at hand.", path);
    }
}
