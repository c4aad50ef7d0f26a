using System.Text;

namespace Zhiyan.Inference.Constraints.Grammars.Gbnf;

/// <summary>The characters of a grammar, one after the other, and where an error lies.</summary>
internal sealed class GbnfReader(string text)
{
    public int Position { get; private set; }

    public bool AtEnd => Position == text.Length;

    /// <summary>The next UTF-16 unit, or NUL at the end.</summary>
    public char Next => AtEnd ? '\0' : text[Position];

    public bool TryTake(string expected)
    {
        if (!text.AsSpan(Position).StartsWith(expected)) return false;
        Position += expected.Length;
        return true;
    }

    public void Expect(string expected, string where)
    {
        if (!TryTake(expected)) throw Error($"expected {expected} {where}, found {Found()}");
    }

    /// <summary>Skips blanks and comments; newlines, too, where they do not end the rule.</summary>
    public void SkipBlanks(bool newlines)
    {
        while (!AtEnd)
        {
            if (Next == '#') while (!AtEnd && Next is not ('\n' or '\r')) Position++;
            else if (Next is ' ' or '\t' || (newlines && Next is '\n' or '\r')) Position++;
            else return;
        }
    }

    /// <summary>A rule's name, or empty where none stands here.</summary>
    public string Name()
    {
        var start = Position;
        while (char.IsAsciiLetterOrDigit(Next) || Next is '-' or '_') Position++;
        return text[start..Position];
    }

    /// <summary>A count of a repetition; null where no digit stands here.</summary>
    public int? Number()
    {
        var start = Position;
        while (char.IsAsciiDigit(Next)) Position++;
        if (start == Position) return null;
        if (int.TryParse(text.AsSpan(start..Position), out var number)) return number;
        throw Error($"{text[start..Position]} is too large a number", start);
    }

    /// <summary>The text up to <paramref name="end"/>, which is taken too.</summary>
    public string Until(char end, string what)
    {
        var start = Position;
        var length = text.AsSpan(start).IndexOfAny(end, '\n');
        if (length < 0 || text[start + length] != end) throw Error($"{what} is not closed", start - 1);
        Position += length + 1;
        return text.Substring(start, length);
    }

    /// <summary>One character of a string or a class, an escape decoded.</summary>
    public Rune Character()
    {
        if (Rune.DecodeFromUtf16(text.AsSpan(Position), out var rune, out var units) != System.Buffers.OperationStatus.Done)
            throw Error("half a surrogate pair is no character");
        Position += units;
        return rune.Value == '\\' ? Escape() : rune;
    }

    public ConstraintException Error(string what) => Error(what, Position);

    public ConstraintException Error(string what, int position)
    {
        var before = text.AsSpan(0, position);
        return new ConstraintException($"grammar, line {before.Count('\n') + 1}, column {position - before.LastIndexOf('\n')}: {what}.");
    }

    public string Found()
    {
        if (AtEnd) return "the end";
        if (Next is '\n' or '\r') return "the end of the line";
        Rune.DecodeFromUtf16(text.AsSpan(Position), out var rune, out _);
        return $"'{rune}'";
    }

    private Rune Escape()
    {
        var start = Position - 1;
        if (AtEnd) throw Error("an escape ends with the grammar", start);
        var letter = text[Position++];
        return letter switch
        {
            'n' => new Rune('\n'),
            'r' => new Rune('\r'),
            't' => new Rune('\t'),
            '\\' or '"' or '[' or ']' or '-' or '^' => new Rune(letter),
            'x' => Hex(2, start),
            'u' => Hex(4, start),
            'U' => Hex(8, start),
            _ => throw Error($"\\{letter} is no escape; known are \\n \\r \\t \\\\ \\\" \\[ \\] \\- \\^ \\xHH \\uHHHH and \\UHHHHHHHH", start),
        };
    }

    private Rune Hex(int digits, int start)
    {
        var end = Math.Min(Position + digits, text.Length);
        var hex = text.AsSpan(Position..end);
        if (hex.Length < digits || hex.ContainsAnyExcept("0123456789abcdefABCDEF"))
            throw Error($"an escape of this kind has {digits} hexadecimal digits", start);
        Position = end;
        var value = uint.Parse(hex, System.Globalization.NumberStyles.AllowHexSpecifier);
        return Rune.IsValid(value) ? new Rune(value) : throw Error($"U+{value:X4} is no character", start);
    }
}
