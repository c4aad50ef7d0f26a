using System.Text;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>
/// What a glyph stands for: ligatures are their letters, and the radicals that some programs write for whole Chinese characters are these again.
/// </summary>
internal static class GlyphText
{
    private const string Radicals = "⺁⺄⺈⺊⺌⺓⺗⺙⺛⺝⺟⺠⺢⺧⺩⺬⺭⺮⺶⺷⺸⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳";
    private const string Characters = "厂乙刀卜小幺心攵旡月母民水牛王示礻竹羊羊羊肉臼艹艹艹虎衤覀西见角讠贝车辶辶辶邑钅長镸长门阜阝雨青韦页风飞食食饣马骨鬼鱼鸟卤麦黄黾齐齿龙龟";

    public static string Of(string value)
    {
        foreach (var character in value)
            if (character >= '\u00a0' && NeedsFolding(character)) return Folded(value);
        return value;
    }

    /// <summary>Whether no text has such a character: a control, one of private use, or one of a script that is seldom met.</summary>
    public static bool IsDoubtful(string value) => value[0] switch
    {
        < ' ' or (>= '\u007f' and < '\u00a0') or '\ufffd' or (>= '\ue000' and <= '\uf8ff') => true,
        < '\u0530' or (>= '\u0590' and < '\u0700') or (>= '\u0e00' and < '\u0e80') or (>= '\u1e00' and < '\ua000') or >= '\uac00' => false,
        _ => true,
    };

    private static bool NeedsFolding(char character) =>
        character is '\u00a0' or >= '\u2e80' and <= '\u2fdf' or >= '\uf900' and <= '\ufaff' or >= '\ufb00' and <= '\ufb06' or >= '\u2000' and <= '\u200d' or '\ufeff' or '\ufffe' or '\u202f' or '\u3000';

    private static string Folded(string value)
    {
        var text = new StringBuilder(value.Length + 2);
        foreach (var character in value)
        {
            if (!NeedsFolding(character)) text.Append(character);
            else if (character is '\u200b' or '\u200c' or '\u200d' or '\ufeff' or '\ufffe') continue;
            else if (character is '\u00a0' or '\u3000' or '\u202f' or <= '\u200a') text.Append(' ');
            else if (Radicals.IndexOf(character) is >= 0 and var at) text.Append(Characters[at]);
            else text.Append(character.ToString().Normalize(NormalizationForm.FormKC));
        }
        return text.ToString();
    }
}
