using System.Globalization;
using System.Text;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Python's classes of characters where they differ from .NET's.</summary>
internal static class CharacterClasses
{
    /// <summary>
    /// What <c>str.isspace</c>, <c>strip</c>, <c>split</c> and <c>\s</c> take: .NET's white space and the four separators of ASCII.
    /// </summary>
    public static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\x1c' and <= '\x1f';

    /// <summary>Where <c>splitlines</c> ends a line.</summary>
    public static bool IsLineEnd(char character) =>
        character is (>= '\n' and <= '\r') or (>= '\x1c' and <= '\x1e') or '\x85' or '\u2028' or '\u2029';

    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    public static bool IsAlpha(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
        or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;

    public static bool IsDecimal(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    public static bool IsDigit(Rune rune) => CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0;

    /// <summary>Digits, fractions, and the Han characters that stand for numbers.</summary>
    public static bool IsNumeric(Rune rune) =>
        CharUnicodeInfo.GetNumericValue(rune.ToString(), 0) != -1 || (rune.IsBmp && HanNumbers.Contains((char)rune.Value));

    public static bool IsAlphanumeric(Rune rune) => IsAlpha(rune) || IsDecimal(rune) || IsDigit(rune) || IsNumeric(rune);

    public static bool IsIdentifierStart(Rune rune) =>
        rune.Value == '_' || IsAlpha(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    public static bool IsIdentifierPart(Rune rune) => IsIdentifierStart(rune) || rune.Value == 0xB7 || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;

    private const string HanNumbers =
        "㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零" +
        "\uF96B\uF973\uF978\uF9B2\uF9D1\uF9D3\uF9FD";
}
