using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SkiaSharp;

namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>Reads the characters of one line.</summary>
internal sealed class LineRecogniser(OcrModels models)
{
    private const int Height = 48;

    /// <summary>A line that is wider, some 80 characters of Chinese, is squeezed.</summary>
    private const int LongestWidth = 4_096;

    private static readonly float[] Half = [0.5f, 0.5f, 0.5f];

    public RecognisedLine Read(SKImage picture, TextBox box)
    {
        var width = Math.Clamp((int)MathF.Ceiling(box.Width * Height / box.Height), 16, LongestWidth);
        using var crop = LineCrop.Take(picture, box, Height, width);
        return new RecognisedLine(box, Brackets.Paired(WordGaps.Restore(Read(crop), crop)));
    }

    /// <summary>Reads a column of upright characters.</summary>
    /// <param name="box">It reads downwards.</param>
    public RecognisedLine ReadColumn(SKImage picture, TextBox box)
    {
        var width = Math.Clamp((int)MathF.Ceiling(box.Width * Height / box.Height), 16, LongestWidth);
        using var crop = LineCrop.Take(picture, box, Height, width);
        using var line = UprightCells.Of(crop);
        return new RecognisedLine(box, Read(line));
    }

    private List<RecognisedCharacter> Read(SKBitmap line)
    {
        using var outputs = models.Recognition.Run([NamedOnnxValue.CreateFromTensor(models.Recognition.InputNames[0], PictureTensor.Of(line, Half, Half))]);

        var scores = (DenseTensor<float>)outputs[0].AsTensor<float>();
        return Decode(scores.Buffer.Span, scores.Dimensions[1], scores.Dimensions[2]);
    }

    /// <summary>CTC, greedily: the likeliest class of each step, less repeats and blanks.</summary>
    private List<RecognisedCharacter> Decode(ReadOnlySpan<float> scores, int steps, int classes)
    {
        var characters = new List<RecognisedCharacter>();
        var (last, first) = (0, 0);
        for (var step = 0; step < steps; step++)
        {
            var row = scores.Slice(step * classes, classes);
            var best = Likeliest(row);
            if (best != last) first = step;
            if (best != 0 && best - 1 < models.Characters.Length)
            {
                var character = new RecognisedCharacter(models.Characters[best - 1], ((first + step) / 2f + 0.5f) / steps, row[best]);
                if (best != last) characters.Add(character);
                else characters[^1] = character with { Confidence = Math.Max(characters[^1].Confidence, row[best]) };
            }
            last = best;
        }
        return characters;
    }

    private static int Likeliest(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var i = 1; i < row.Length; i++)
            if (row[i] > row[best]) best = i;
        return best;
    }
}
