namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>A line read from a picture.</summary>
/// <param name="Characters">In order; a space is one of them.</param>
internal sealed record RecognisedLine(TextBox Box, IReadOnlyList<RecognisedCharacter> Characters)
{
    public string Text => string.Concat(Characters.Select(character => character.Text));

    /// <summary>The mean of its characters, 0–1.</summary>
    public float Confidence => Characters.Count == 0 ? 0 : Characters.Average(character => character.Confidence);
}

/// <param name="At">Its middle, as a share of the line's width.</param>
internal readonly record struct RecognisedCharacter(string Text, float At, float Confidence);
