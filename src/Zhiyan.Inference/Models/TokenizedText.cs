namespace Zhiyan.Inference.Models;

/// <summary>A text in ids, with what its model puts around it.</summary>
/// <param name="SecondFrom">Where a second text begins for which the model has a token type of its own; past the end where there is none.</param>
internal sealed record TokenizedText(int[] Tokens, int SecondFrom = int.MaxValue);
