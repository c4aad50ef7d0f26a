namespace Zhiyan.Knowledge.Reading.Ocr;

/// <summary>A full-width and a half-width bracket look alike: the two of a pair are of one width.</summary>
internal static class Brackets
{
    public static List<RecognisedCharacter> Paired(List<RecognisedCharacter> characters)
    {
        var open = new Stack<int>();
        for (var i = 0; i < characters.Count; i++)
        {
            if (characters[i].Text is "(" or "（") open.Push(i);
            else if (characters[i].Text is ")" or "）" && open.TryPop(out var start) && IsWide(characters[start]) != IsWide(characters[i]))
            {
                characters[start] = characters[start] with { Text = "（" };
                characters[i] = characters[i] with { Text = "）" };
            }
        }
        return characters;
    }

    private static bool IsWide(RecognisedCharacter bracket) => bracket.Text[0] > 0xff;
}
