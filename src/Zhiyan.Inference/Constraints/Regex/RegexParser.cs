using System.Globalization;
using System.Text;
using Zhiyan.Inference.Constraints.Automata;

namespace Zhiyan.Inference.Constraints.Regex;

/// <summary>
/// Reads a pattern of ECMA 262 with the u flag. Laxer where only one meaning is possible: punctuation may be escaped although it need not be,
/// and a brace or bracket that opens or closes nothing stands for itself.
/// </summary>
internal sealed class RegexParser
{
    private const int MostDepth = 100, MostCount = 100_000;

    private readonly string source;
    private readonly int[] text;
    private int at;
    private int depth;

    private RegexParser(string source)
    {
        this.source = source;
        text = [.. source.EnumerateRunes().Select(rune => rune.Value)];
    }

    public static Pattern Parse(string source)
    {
        var parser = new RegexParser(source);
        var pattern = parser.Choice();
        return parser.at == parser.text.Length ? pattern : throw parser.Error("a ')' closes no group");
    }

    private bool Peek(char expected) => at < text.Length && text[at] == expected;

    private bool Take(char expected)
    {
        if (!Peek(expected)) return false;
        at++;
        return true;
    }

    private bool Take(string expected)
    {
        for (var i = 0; i < expected.Length; i++)
            if (at + i >= text.Length || text[at + i] != expected[i]) return false;
        at += expected.Length;
        return true;
    }

    private Pattern Choice()
    {
        if (++depth > MostDepth) throw Error($"groups are nested more than {MostDepth} deep");
        var items = new List<Pattern> { Sequence() };
        while (Take('|')) items.Add(Sequence());
        depth--;
        return items.Count == 1 ? items[0] : new Pattern.Choice(items);
    }

    private Pattern Sequence()
    {
        var items = new List<Pattern>();
        while (at < text.Length && !Peek('|') && !Peek(')')) items.Add(Quantified());
        return items.Count == 1 ? items[0] : new Pattern.Sequence(items);
    }

    private Pattern Quantified()
    {
        var item = Atom();
        if (Quantifier() is not var (least, most)) return item;
        if (item is Pattern.Start or Pattern.End or Pattern.Lookahead) throw Error("a quantifier follows an assertion");
        Take('?');
        return new Pattern.Repeat(item, least, most);
    }

    private (int Least, int? Most)? Quantifier()
    {
        if (Take('*')) return (0, null);
        if (Take('+')) return (1, null);
        if (Take('?')) return (0, 1);
        var before = at;
        if (!Take('{') || Count() is not { } least) { at = before; return null; }
        int? most = least;
        if (Take(',')) most = Count();
        if (!Take('}')) { at = before; return null; }
        if (most < least) throw Error($"the counts {{{least},{most}}} are out of order");
        return (least, most);
    }

    private int? Count()
    {
        var before = at;
        long count = 0;
        for (; at < text.Length && text[at] is >= '0' and <= '9'; at++)
            if ((count = count * 10 + (text[at] - '0')) > MostCount) throw Error($"a count above {MostCount:N0} is not supported");
        return at > before ? (int)count : null;
    }

    private Pattern Atom()
    {
        if (Take('^')) return new Pattern.Start();
        if (Take('$')) return new Pattern.End();
        if (Take('.')) return new Pattern.Set(CharacterClasses.LineEnds.Complement());
        if (Take('(')) return Group();
        if (Take('[')) return new Pattern.Set(Class());
        if (Take('\\')) return new Pattern.Set(Escape(inClass: false));
        if (Peek('*') || Peek('+') || Peek('?') || (Peek('{') && Quantifier() is not null)) throw Error("a quantifier follows nothing it could repeat");
        return new Pattern.Set(One(text[at++]));
    }

    private Pattern Group()
    {
        bool isAhead = false, isNegative = false;
        if (Take("?=") || Take("?!"))
        {
            isAhead = true;
            isNegative = text[at - 1] == '!';
        }
        else if (Take("?<=") || Take("?<!")) throw Error("lookbehind is not supported");
        else if (Take("?<")) Name();
        else if (Peek('?') && !Take("?:")) throw Error("an unknown kind of group");
        var inner = Choice();
        if (!Take(')')) throw Error("a group is not closed");
        return isAhead ? new Pattern.Lookahead(inner, isNegative) : inner;
    }

    private void Name()
    {
        var start = at;
        while (at < text.Length && (Rune.IsLetterOrDigit(new Rune(text[at])) || text[at] is '_' or '$')) at++;
        if (at == start || text[start] is >= '0' and <= '9' || !Take('>')) throw Error("the name of a group is not closed or not a name");
    }

    private CodePointSet Class()
    {
        var isNegated = Take('^');
        var ranges = new List<(int First, int Last)>();
        while (!Take(']'))
        {
            var first = ClassAtom();
            if (!Peek('-') || at + 1 >= text.Length || text[at + 1] == ']') { ranges.AddRange(first.Ranges); continue; }
            at++;
            var last = ClassAtom();
            if (Single(first) is not { } from || Single(last) is not { } to) throw Error("a range in a class ends in a class");
            if (from > to) throw Error("a range in a class is out of order");
            ranges.Add((from, to));
        }
        var set = CodePointSet.Of(ranges);
        return isNegated ? set.Complement() : set;
    }

    private static int? Single(CodePointSet set) => set.Ranges is [var (first, last)] && first == last ? first : null;

    private CodePointSet ClassAtom()
    {
        if (at >= text.Length) throw Error("a class is not closed");
        return Take('\\') ? Escape(inClass: true) : One(text[at++]);
    }

    private CodePointSet Escape(bool inClass)
    {
        if (at >= text.Length) throw Error("a backslash ends the pattern");
        var letter = text[at++];
        switch (letter)
        {
            case 'd': return CharacterClasses.Digits;
            case 'D': return CharacterClasses.Digits.Complement();
            case 'w': return CharacterClasses.WordCharacters;
            case 'W': return CharacterClasses.WordCharacters.Complement();
            case 's': return CharacterClasses.Spaces;
            case 'S': return CharacterClasses.Spaces.Complement();
            case 'p': return Property();
            case 'P': return Property().Complement();
            case 'n': return One('\n');
            case 'r': return One('\r');
            case 't': return One('\t');
            case 'v': return One('\v');
            case 'f': return One('\f');
            case 'b' when inClass: return One('\b');
            case 'b' or 'B': throw Error("word boundaries are not supported");
            case 'k' or (>= '1' and <= '9'): throw Error("backreferences are not supported");
            case '0' when at >= text.Length || text[at] is < '0' or > '9': return One('\0');
            case 'c' when at < text.Length && text[at] is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'): return One(text[at++] % 32);
            case 'x': return One(Hex(2));
            case 'u': return One(Take('{') ? Braced() : Unit());
        }
        if (letter < 128 && char.IsAsciiLetterOrDigit((char)letter)) throw Error($"the escape '\\{(char)letter}' is unknown");
        return One(letter);
    }

    /// <summary>A code point of its own is required: a lone half of a surrogate pair is in no text that a reply could hold.</summary>
    private CodePointSet One(int codePoint) =>
        codePoint is >= 0xD800 and <= 0xDFFF ? throw Error("half a surrogate pair stands alone") : CodePointSet.Of((codePoint, codePoint));

    private int Unit()
    {
        var high = Hex(4);
        if (high is < 0xD800 or > 0xDBFF || !Take("\\u")) return high;
        var low = Hex(4);
        return low is >= 0xDC00 and <= 0xDFFF ? char.ConvertToUtf32((char)high, (char)low) : high;
    }

    private int Hex(int digits)
    {
        var value = 0;
        for (var i = 0; i < digits; i++) value = value * 16 + HexDigit();
        return value;
    }

    private int HexDigit()
    {
        if (at >= text.Length || text[at] > 127 || !char.IsAsciiHexDigit((char)text[at])) throw Error("an escape lacks hexadecimal digits");
        return int.Parse([(char)text[at++]], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private int Braced()
    {
        var value = HexDigit();
        while (!Take('}'))
            if ((value = value * 16 + HexDigit()) > CodePointSet.Last) throw Error("an escape is beyond U+10FFFF");
        return value;
    }

    private CodePointSet Property()
    {
        var start = at + 1;
        if (!Take('{')) throw Error("a property escape lacks its braces");
        while (at < text.Length && !Peek('}')) at++;
        var name = string.Concat(text[Math.Min(start, at)..at].Select(char.ConvertFromUtf32));
        if (!Take('}')) throw Error("a property escape is not closed");
        return CharacterClasses.Property(name)
            ?? throw Error($"the property '{name}' is not known (general categories, Any, ASCII and the scripts Han, Hiragana and Katakana are)");
    }

    private ConstraintException Error(string what) => new($"the regular expression '{source}' cannot be used: {what} (at character {at}).");
}
