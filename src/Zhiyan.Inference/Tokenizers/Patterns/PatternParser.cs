using System.Globalization;
using System.Text;

namespace Zhiyan.Inference.Tokenizers.Patterns;

/// <summary>
/// Reads the part of the Oniguruma syntax that tokenizer files use. What is left out (backward references, looking behind, looking ahead by
/// more than one character, possessive repeats) is refused by a <see cref="FormatException"/> that says where.
/// </summary>
internal sealed class PatternParser
{
    private const int MaximumDepth = 32;
    private const int MaximumRepeat = 512;

    private readonly string pattern;
    private int at;
    private int depth;
    private bool ignoreCase;

    private PatternParser(string pattern) => this.pattern = pattern;

    public static Node Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.Choice();
        return parser.at == pattern.Length ? node : throw parser.Refused("a ')' too many");
    }

    private Node Choice()
    {
        if (++depth > MaximumDepth) throw Refused($"groups nest deeper than {MaximumDepth}");
        List<Node> options = [Sequence()];
        while (Take('|')) options.Add(Sequence());
        depth--;
        return options.Count == 1 ? options[0] : new Node.Choice(options);
    }

    private Node Sequence()
    {
        List<Node> parts = [];
        while (at < pattern.Length && pattern[at] is not ('|' or ')')) parts.Add(Repeated(Atom()));
        return parts.Count == 1 ? parts[0] : new Node.Sequence(parts);
    }

    private Node Repeated(Node body)
    {
        if (Bounds() is not var (least, most)) return body;
        if (least > MaximumRepeat || most > MaximumRepeat) throw Refused($"a repeat of more than {MaximumRepeat}");
        var lazy = Take('?');
        if (at < pattern.Length && pattern[at] is '+' or '*') throw Refused("a possessive or double repeat");
        return new Node.Repeat(body, least, most, lazy);
    }

    private (int Least, int? Most)? Bounds()
    {
        if (Take('?')) return (0, 1);
        if (Take('*')) return (0, null);
        if (Take('+')) return (1, null);
        if (at == pattern.Length || pattern[at] != '{') return null;
        var close = pattern.IndexOf('}', at);
        var parts = close < 0 ? [] : pattern[(at + 1)..close].Split(',');
        if (parts.Length is 0 or > 2 || !TryCount(parts[0], out var least)) throw Refused("a '{' that opens no repeat");
        at = close + 1;
        if (parts.Length == 1) return (least, least);
        if (parts[1].Length == 0) return (least, null);
        return TryCount(parts[1], out var most) && most >= least ? (least, most) : throw Refused("a repeat that ends before it starts");
    }

    private Node Atom()
    {
        switch (pattern[at])
        {
            case '(': return Group();
            case '[': return new Node.One(Bracket());
            case '$': at++; return new Node.Ahead(CharacterSet.One('\n'), OrEnd: true);
            case '.': at++; return new Node.One(new CharacterSet.Not(CharacterSet.One('\n')));
            case '^': throw Refused("an anchor");
            case '?' or '*' or '+': throw Refused("a repeat of nothing");
            case '\\': return new Node.One(Escape(inBracket: false));
            default: return new Node.One(Cased(NextCodePoint()));
        }
    }

    private Node Group()
    {
        at++;
        if (!Take('?')) return Closed(Choice());
        if (Take(':')) return Closed(Choice());
        if (Take('=')) return Ahead(Closed(Choice()), negative: false);
        if (Take('!')) return Ahead(Closed(Choice()), negative: true);
        if (!Take('i') || !Take(':')) throw Refused("a group that is none of (?:…), (?i:…), (?=…), (?!…)");
        var outer = ignoreCase;
        ignoreCase = true;
        var body = Closed(Choice());
        ignoreCase = outer;
        return body;
    }

    private Node Ahead(Node body, bool negative)
    {
        if (body is not Node.One one) throw Refused("looking ahead by more than one character");
        return negative ? new Node.Ahead(new CharacterSet.Not(one.Set), OrEnd: true) : new Node.Ahead(one.Set, OrEnd: false);
    }

    private Node Closed(Node node) => Take(')') ? node : throw Refused("a group that is not closed");

    /// <summary>[…], with ranges, escapes, nested brackets and &amp;&amp;.</summary>
    private CharacterSet Bracket()
    {
        if (++depth > MaximumDepth) throw Refused($"brackets nest deeper than {MaximumDepth}");
        at++;
        var negative = Take('^');
        CharacterSet? left = null;
        List<CharacterSet> parts = [];
        while (true)
        {
            if (at >= pattern.Length) throw Refused("a '[' that is not closed");
            if (Take(']')) break;
            if (pattern.AsSpan(at).StartsWith("[:")) throw Refused("a POSIX bracket");
            if (pattern.AsSpan(at).StartsWith("&&"))
            {
                at += 2;
                left = Meet(left, parts);
                parts = [];
            }
            else
            {
                parts.Add(BracketItem());
            }
        }
        depth--;
        var set = Meet(left, parts);
        return negative ? new CharacterSet.Not(set) : set;

        static CharacterSet Meet(CharacterSet? left, List<CharacterSet> parts)
        {
            CharacterSet right = parts.Count == 1 ? parts[0] : new CharacterSet.Union(parts);
            return left is null ? right : new CharacterSet.Both(left, right);
        }
    }

    private CharacterSet BracketItem()
    {
        if (pattern[at] == '[') return Bracket();
        var first = pattern[at] == '\\' ? Escape(inBracket: true) : CharacterSet.One(NextCodePoint());
        if (first is not CharacterSet.Range { First: var low, Last: var same } || low != same) return first;
        var isRange = at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']';
        if (!isRange) return Cased(low);
        at++;
        var last = pattern[at] == '\\' ? Escape(inBracket: true) : CharacterSet.One(NextCodePoint());
        if (last is not CharacterSet.Range { First: var high } || high < low) throw Refused("a range that ends before it starts");
        return ignoreCase && high < 128
            ? new CharacterSet.Union([.. Enumerable.Range(low, high - low + 1).Select(Cased)])
            : new CharacterSet.Range(low, high);
    }

    private CharacterSet Escape(bool inBracket)
    {
        if (at + 1 >= pattern.Length) throw Refused("a '\\' at the end");
        at++;
        var kind = pattern[at];
        if (!char.IsAsciiLetterOrDigit(kind))
        {
            var literal = NextCodePoint();
            return inBracket ? CharacterSet.One(literal) : Cased(literal);
        }
        at++;
        return kind switch
        {
            'n' => CharacterSet.One('\n'),
            'r' => CharacterSet.One('\r'),
            't' => CharacterSet.One('\t'),
            'v' => CharacterSet.One('\v'),
            'f' => CharacterSet.One('\f'),
            's' => CharacterSet.WhiteSpace,
            'S' => new CharacterSet.Not(CharacterSet.WhiteSpace),
            'd' => CharacterSet.Digits,
            'D' => new CharacterSet.Not(CharacterSet.Digits),
            'w' => CharacterSet.Word,
            'W' => new CharacterSet.Not(CharacterSet.Word),
            'p' => Property(),
            'P' => new CharacterSet.Not(Property()),
            'u' => CharacterSet.One(Hexadecimal(4)),
            _ => throw Refused($"the escape '\\{kind}'"),
        };
    }

    private CharacterSet Property()
    {
        var close = at < pattern.Length && pattern[at] == '{' ? pattern.IndexOf('}', at) : -1;
        if (close < 0) throw Refused("a property without braces");
        var name = pattern[(at + 1)..close];
        at = close + 1;
        return UnicodeProperty.Find(name) ?? throw Refused($"the property '{name}'");
    }

    private int Hexadecimal(int digits)
    {
        var text = pattern.AsSpan(at, Math.Min(digits, pattern.Length - at));
        if (text.Length < digits || !int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw Refused("a \\u without four digits");
        at += digits;
        return value;
    }

    /// <summary>A literal, with its other case where case is ignored; long s and the Kelvin sign fold to s and k.</summary>
    private CharacterSet Cased(int codePoint)
    {
        if (!ignoreCase || !Rune.IsValid(codePoint)) return CharacterSet.One(codePoint);
        var lower = Rune.ToLowerInvariant(new Rune(codePoint)).Value;
        var upper = Rune.ToUpperInvariant(new Rune(codePoint)).Value;
        List<CharacterSet> cases = [CharacterSet.One(lower), CharacterSet.One(upper)];
        if (lower == 's') cases.Add(CharacterSet.One(0x17F));
        if (lower == 'k') cases.Add(CharacterSet.One(0x212A));
        return lower == upper ? CharacterSet.One(codePoint) : new CharacterSet.Union(cases);
    }

    private int NextCodePoint()
    {
        Rune.DecodeFromUtf16(pattern.AsSpan(at), out var rune, out var width);
        at += width;
        return rune.Value;
    }

    private bool Take(char wanted)
    {
        if (at >= pattern.Length || pattern[at] != wanted) return false;
        at++;
        return true;
    }

    private static bool TryCount(string digits, out int count) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private FormatException Refused(string what) => new($"at character {at}: {what}");
}
