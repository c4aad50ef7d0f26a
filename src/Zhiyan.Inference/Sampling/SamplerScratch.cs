namespace Zhiyan.Inference.Sampling;

/// <summary>What a sampler needs while it chooses a token, for a vocabulary. One serves any number of samplers that take turns on one thread.</summary>
public sealed class SamplerScratch(int vocabularySize)
{
    public int VocabularySize { get; } = vocabularySize > 0 ? vocabularySize : throw new ArgumentOutOfRangeException(nameof(vocabularySize), vocabularySize, "a vocabulary has a token at least.");

    internal double[] Scores => field ??= new double[VocabularySize];

    internal Candidates Candidates => field ??= new Candidates(VocabularySize);

    /// <summary>Zeros, between calls.</summary>
    internal int[] Counts => field ??= new int[VocabularySize];
}
