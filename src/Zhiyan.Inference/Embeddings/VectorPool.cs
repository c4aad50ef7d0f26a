using Zhiyan.Inference.Models;

namespace Zhiyan.Inference.Embeddings;

/// <summary>Makes one vector of length 1 of the hidden states of each text; takes them row by row, in order.</summary>
internal sealed class VectorPool(IReadOnlyList<TokenizedText> texts, int width, Pooling pooling)
{
    private readonly float[][] vectors = [.. texts.Select(_ => new float[width])];

    public void Add(int text, int token, ReadOnlySpan<float> hidden)
    {
        var vector = vectors[text];
        var last = texts[text].Tokens.Length - 1;
        switch (pooling)
        {
            case Pooling.Mean:      // the length goes when the vector is made 1 long
                for (var i = 0; i < vector.Length; i++) vector[i] += hidden[i];
                break;
            case Pooling.First when token == 0:
            case Pooling.Last when token == last:
                hidden.CopyTo(vector);
                break;
        }
        if (token == last) MakeUnit(vector);
    }

    public IEnumerable<float[]> Vectors => vectors;

    private static void MakeUnit(Span<float> vector)
    {
        var squares = 0.0;
        foreach (var value in vector) squares += (double)value * value;
        var scale = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
        foreach (ref var value in vector) value = (float)(value * scale);
    }
}
