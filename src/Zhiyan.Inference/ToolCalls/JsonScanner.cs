namespace Zhiyan.Inference.ToolCalls;

/// <summary>
/// Finds where a JSON object or array ends, one character at a time, and says at the first wrong character that it is none (RFC 8259).
/// Keeps no text; nesting is bounded by <see cref="MaxDepth"/>.
/// </summary>
internal sealed class JsonScanner
{
    /// <summary>The same as that of System.Text.Json.</summary>
    public const int MaxDepth = 64;

    private Expect expect = Expect.Root;
    private ulong objects;              // a bit for each open level: 1 is an object, 0 an array; the innermost is the lowest
    private string literal = "";
    private int literalAt;
    private int hexDigits;

    private enum Expect
    {
        Root, Value, ValueOrEnd, Key, KeyOrEnd, Colon, CommaOrEnd, Nothing,
        String, Escape, Hex, Literal,
        Minus, Zero, Integer, Point, Fraction, Exponent, ExponentSign, ExponentDigits,      // what a number stands at
    }

    /// <summary>How many objects and arrays are open.</summary>
    public int Depth { get; private set; }

    /// <summary>The last character belongs to a string and did not end it.</summary>
    public bool InString => expect is Expect.String or Expect.Escape or Expect.Hex;

    /// <summary>The string now or last seen is a key.</summary>
    public bool IsKey { get; private set; }

    /// <summary>The last character ended the whole.</summary>
    public bool IsComplete => expect == Expect.Nothing;

    /// <summary>False if <paramref name="next"/> cannot follow; the scanner is spent then.</summary>
    public bool Accept(char next) => expect switch
    {
        Expect.String => InsideString(next),
        Expect.Escape => Escaped(next),
        Expect.Hex => Hex(next),
        Expect.Literal => Literal(next),
        >= Expect.Minus and <= Expect.ExponentDigits => Number(next),
        _ => next is ' ' or '\n' or '\r' or '\t' ? expect is not (Expect.Root or Expect.Nothing) : Structure(next),
    };

    private bool Structure(char next)
    {
        switch (expect)
        {
            case Expect.Root: return next is '{' or '[' && Open(next);
            case Expect.ValueOrEnd when next == ']': return Close(next);
            case Expect.Value or Expect.ValueOrEnd: return Value(next);
            case Expect.KeyOrEnd when next == '}': return Close(next);
            case Expect.Key or Expect.KeyOrEnd: return next == '"' && OpenString(isKey: true);
            case Expect.Colon: return next == ':' && Now(Expect.Value);
            case Expect.CommaOrEnd when next == ',': return Now(InObject ? Expect.Key : Expect.Value);
            case Expect.CommaOrEnd: return Close(next);
            default: return false;
        }
    }

    private bool InObject => (objects & 1) != 0;

    private bool Now(Expect next)
    {
        expect = next;
        return true;
    }

    private bool Value(char next) => next switch
    {
        '{' or '[' => Open(next),
        '"' => OpenString(isKey: false),
        't' => OpenLiteral("true"),
        'f' => OpenLiteral("false"),
        'n' => OpenLiteral("null"),
        '-' => Now(Expect.Minus),
        '0' => Now(Expect.Zero),
        >= '1' and <= '9' => Now(Expect.Integer),
        _ => false,
    };

    private bool Open(char bracket)
    {
        if (Depth == MaxDepth) return false;
        Depth++;
        objects = (objects << 1) | (bracket == '{' ? 1UL : 0);
        return Now(InObject ? Expect.KeyOrEnd : Expect.ValueOrEnd);
    }

    private bool Close(char bracket)
    {
        if (bracket != (InObject ? '}' : ']')) return false;
        Depth--;
        objects >>= 1;
        return Now(Depth == 0 ? Expect.Nothing : Expect.CommaOrEnd);
    }

    private bool OpenString(bool isKey)
    {
        IsKey = isKey;
        return Now(Expect.String);
    }

    private bool InsideString(char next) => next switch
    {
        '"' => Now(IsKey ? Expect.Colon : Expect.CommaOrEnd),
        '\\' => Now(Expect.Escape),
        _ => next >= ' ',
    };

    private bool Escaped(char next)
    {
        hexDigits = 0;
        return next switch
        {
            'u' => Now(Expect.Hex),
            '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't' => Now(Expect.String),
            _ => false,
        };
    }

    private bool Hex(char next)
    {
        if (++hexDigits == 4) expect = Expect.String;
        return char.IsAsciiHexDigit(next);
    }

    private bool OpenLiteral(string word)
    {
        literal = word;
        literalAt = 1;
        return Now(Expect.Literal);
    }

    private bool Literal(char next)
    {
        if (next != literal[literalAt++]) return false;
        return literalAt < literal.Length || Now(Expect.CommaOrEnd);
    }

    private bool Number(char next)
    {
        bool digit = char.IsAsciiDigit(next);
        switch (expect)
        {
            case Expect.Minus: return digit && Now(next == '0' ? Expect.Zero : Expect.Integer);
            case Expect.Integer when digit: return true;
            case Expect.Zero or Expect.Integer when next == '.': return Now(Expect.Point);
            case Expect.Zero or Expect.Integer or Expect.Fraction when next is 'e' or 'E': return Now(Expect.Exponent);
            case Expect.Point or Expect.Fraction when digit: return Now(Expect.Fraction);
            case Expect.Exponent when next is '+' or '-': return Now(Expect.ExponentSign);
            case Expect.Exponent or Expect.ExponentSign or Expect.ExponentDigits when digit: return Now(Expect.ExponentDigits);
            case Expect.Zero or Expect.Integer or Expect.Fraction or Expect.ExponentDigits:
                expect = Expect.CommaOrEnd;     // a number ends where something else begins
                return Accept(next);
            default: return false;
        }
    }
}
