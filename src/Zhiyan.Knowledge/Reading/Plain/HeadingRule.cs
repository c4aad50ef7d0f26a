using System.Text.RegularExpressions;

namespace Zhiyan.Knowledge.Reading.Plain;

/// <summary>
/// What a heading of a plain text looks like. <paramref name="standsAlone"/> asks for a blank line on both sides: a line of capitals or with a number in front is
/// too common otherwise.
/// </summary>
internal sealed class HeadingRule(string pattern, int level, bool standsAlone, int maximumLength)
{
    /// <summary>Longer lines are text. It also bounds what a pattern may cost.</summary>
    private const int MaximumLength = 90;

    private const string ChineseNumber = "[一二三四五六七八九十百千零〇○两兩廿卅0-9０-９]{1,7}";
    private const string EnglishNumber = @"(?:[IVXLC]{1,7}|\d{1,3}|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|ELEVEN|TWELVE|(?:THE )?(?:FIRST|SECOND|THIRD|FOURTH|FIFTH|LAST))";

    private static readonly HeadingRule[] all =
    [
        new($@"^第{ChineseNumber}[卷部篇集](?:$|[\s　:：.、—·](?!.*[。，；]$)|[^的是里裡中共，。：、；！？\s][^，。；]*$)", 1, false, 45),
        new($@"^[卷]{ChineseNumber}(?:$|[\s　:：].*[^。，；]$)", 1, false, 40),
        new($@"^第{ChineseNumber}[回章幕折讲課课](?:$|[\s　:：.、—·](?!.*[。；]$)|[^的是里裡中共，。、；！？\s][^，。；]*$)", 2, false, 60),
        new("^(?:楔子|序|序言|序章|序幕|自序|前言|引言|引子|导言|導言|尾声|尾聲|终章|終章|后记|後記|附录|附錄|跋|目录|目錄|结语|結語|参考文献|致谢|番外)(?:[一二三四五六七八九十]|[:：\\s　].{0,20}[^。，；])?$", 2, false, 30),
        new($@"^第{ChineseNumber}[节節条條](?:$|[\s　:：.、](?!.*[。；]$)|[^的是里裡中共，。、；！？\s][^，。；]*$)", 3, false, 45),
        new($@"^(?:BOOK|PART|VOLUME|Book|Part|Volume) (?i:{EnglishNumber})\b(?:$|[.:—–-].*|\s+[A-Z“""'‘].*[^,;])$", 1, true, 90),
        new($@"^(?:CHAPTER|Chapter|ACT|Act|LETTER|Letter|STAVE|Stave|ADVENTURE|CANTO|Canto|LECTURE|Lecture) (?i:{EnglishNumber})\b(?:$|\.?$|[.:—–-].*|\s+[A-Z“""'‘].*[^,;])$", 2, true, 90),
        new($@"^(?:SCENE|Scene|SECTION|Section|APPENDIX|Appendix) (?i:{EnglishNumber}|[A-Z])\b(?:$|[.:—–-].*|\s+[A-Z“""'‘].*[^,;])$", 3, true, 90),
        new(@"^(?:PROLOGUE|Prologue|EPILOGUE|Epilogue|PREFACE|Preface|FOREWORD|Foreword|INTRODUCTION|Introduction|CONCLUSION|Conclusion|CONTENTS|Contents|AFTERWORD|Afterword|ABSTRACT|Abstract|REFERENCES|References)\.?$", 2, true, 20),
        new(@"^(?:[IVXLC]{2,7}\.?|[IVX]\.)$", 3, true, 8),
        new(@"^[IVXLC]{1,7}\.\s+[A-Z“""'‘].*[^,;]$", 3, true, 80),
        new(@"^\d{1,2}\.?\s+[\p{Lu}\p{Lo}].*[^.。,，;；:：!！?？]$", 1, true, 60),
        new(@"^\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[\p{Lu}\p{Lo}].*[^.。,，;；]$", 2, true, 70),
        new("^[一二三四五六七八九十]{1,3}[、．.]\\s*[^。；，]{1,38}$", 2, false, 45),
        new("^[（(][一二三四五六七八九十]{1,3}[)）]\\s*[^。；，]{1,38}$", 3, false, 45),
        new(@"^(?![""“‘'])(?=.*\p{Lu}.*\p{Lu}.*\p{Lu}.*\p{Lu})[\p{Lu}\d\s.'’‘“”""&:?!—–-]+[^,;:\s]$", 3, true, 60),
    ];

    private readonly Regex rule = new(pattern, RegexOptions.CultureInvariant);
    private readonly bool standsAlone = standsAlone;
    private readonly int maximumLength = maximumLength;

    public int Level => level;

    /// <summary>The rule that a line fits; null for a line of text.</summary>
    public static HeadingRule? Of(ReadOnlySpan<char> line, bool alone)
    {
        if (line.Length is 0 or > MaximumLength) return null;
        foreach (var heading in all)
            if (line.Length <= heading.maximumLength && (alone || !heading.standsAlone) && heading.rule.IsMatch(line)) return heading;
        return null;
    }
}
