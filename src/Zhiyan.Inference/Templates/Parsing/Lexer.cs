using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Parsing;

/// <summary>
/// Cuts a template into tokens as Jinja does with <c>trim_blocks</c> and <c>lstrip_blocks</c>: a newline after a block tag goes, and so does white space
/// between the start of a line and a block tag; <c>-</c> strips further, <c>+</c> keeps.
/// </summary>
internal sealed class Lexer
{
    private readonly string source;
    private readonly List<Token> tokens = [];
    private int at, line = 1;

    private Lexer(string source) => this.source = source;

    public static List<Token> Read(string template)
    {
        var source = template.Replace("\r\n", "\n").Replace('\r', '\n');
        if (source.EndsWith('\n')) source = source[..^1];
        var lexer = new Lexer(source);
        lexer.ReadTemplate();
        return lexer.tokens;
    }

    private void ReadTemplate()
    {
        while (at < source.Length)
        {
            int start = at, tag = NextTag(at);
            if (tag < 0)
            {
                AddData(source[at..]);
                Advance(source.Length);
                break;
            }
            ReadTag(start, tag);
        }
        Add(TokenKind.End, "");
    }

    private int NextTag(int from)
    {
        for (int brace = source.IndexOf('{', from); brace >= 0 && brace + 1 < source.Length; brace = source.IndexOf('{', brace + 1))
            if (source[brace + 1] is '{' or '%' or '#') return brace;
        return -1;
    }

    private void ReadTag(int start, int tag)
    {
        char kind = source[tag + 1], sign = SignAt(tag + 2);
        AddData(Before(start, tag, sign, strips: kind != '{'));
        Advance(tag + (sign == 0 ? 2 : 3));
        switch (kind)
        {
            case '#':
                SkipComment();
                break;
            case '{':
                Add(TokenKind.VariableBegin, "{{");
                ReadExpression('}', TokenKind.VariableEnd);
                break;
            case var _ when RawBody(at) is { } body:
                ReadRaw(body);
                break;
            default:
                Add(TokenKind.BlockBegin, "{%");
                ReadExpression('%', TokenKind.BlockEnd);
                break;
        }
    }

    /// <summary>The text before a tag, without the white space that the tag takes with it.</summary>
    private string Before(int start, int tag, char sign, bool strips)
    {
        int end = tag;
        if (sign == '-' || (sign == 0 && strips))
        {
            while (end > start && CharacterClasses.IsSpace(source[end - 1]) && (sign == '-' || source[end - 1] != '\n')) end--;
            // Without a sign, only white space that fills the line up to the tag goes.
            if (sign == 0 && !(end == 0 || source[end - 1] == '\n')) end = tag;
        }
        return source[start..end];
    }

    private void SkipComment()
    {
        int end = source.IndexOf("#}", at, StringComparison.Ordinal);
        if (end < 0) throw Error("the comment is not closed: expected '#}'");
        char sign = end > at && source[end - 1] is '-' or '+' ? source[end - 1] : '\0';
        Advance(end + 2);
        AfterBlock(sign);
    }

    /// <summary>Where the body of a raw block starts, if the tag whose inside starts at <paramref name="from"/> opens one.</summary>
    private int? RawBody(int from)
    {
        int place = SkipSpace(from);
        if (!Matches(place, "raw")) return null;
        place = SkipSpace(place + 3);
        if (Matches(place, "-%}")) return SkipSpace(place + 3);
        return Matches(place, "%}") ? place + 2 : null;
    }

    private void ReadRaw(int body)
    {
        Advance(body);
        for (int tag = body - 1; (tag = source.IndexOf("{%", tag + 1, StringComparison.Ordinal)) >= 0;)
        {
            char sign = SignAt(tag + 2);
            int place = SkipSpace(tag + (sign == 0 ? 2 : 3));
            if (!Matches(place, "endraw")) continue;
            place = SkipSpace(place + 6);
            char closing = SignAt(place);
            if (!Matches(closing == 0 ? place : place + 1, "%}")) continue;
            AddData(Before(body, tag, sign, strips: true));
            Advance(place + (closing == 0 ? 2 : 3));
            AfterBlock(closing);
            return;
        }
        throw Error("the raw block is not closed: expected '{% endraw %}'");
    }

    private void ReadExpression(char end, TokenKind endKind)
    {
        var open = new Stack<char>();
        while (true)
        {
            Advance(SkipSpace(at));
            if (at == source.Length) return;        // the parser knows better what is missing here
            char sign = SignAt(at);
            if (sign == '+' && endKind == TokenKind.VariableEnd) sign = '\0';
            int close = sign == 0 ? at : at + 1;
            if (open.Count == 0 && close + 1 < source.Length && source[close] == end && source[close + 1] == '}')
            {
                Add(endKind, source[close..(close + 2)]);
                Advance(close + 2);
                if (endKind == TokenKind.BlockEnd) AfterBlock(sign);
                else if (sign == '-') Advance(SkipSpace(at));
                return;
            }
            ReadToken(open);
        }
    }

    /// <summary>After a block tag: all white space with '-', nothing with '+', else one newline.</summary>
    private void AfterBlock(char sign)
    {
        if (sign == '-') Advance(SkipSpace(at));
        else if (sign == 0 && at < source.Length && source[at] == '\n') Advance(at + 1);
    }

    private void ReadToken(Stack<char> open)
    {
        char character = source[at];
        if (character is '"' or '\'') ReadString(character);
        else if (char.IsAsciiDigit(character)) ReadNumber();
        else if (TokenText.Name(source, at) is > 0 and var length) Take(TokenKind.Name, length);
        else ReadOperator(open);
    }

    private void ReadString(char quote)
    {
        int end = at + 1;
        while (end < source.Length && source[end] != quote) end += source[end] == '\\' ? 2 : 1;
        if (end >= source.Length) throw Error($"the string is not closed: expected {quote}");
        var text = TokenText.Unescape(source.AsSpan(at + 1, end - at - 1)) ?? throw Error("the string holds a broken escape");
        Add(TokenKind.String, text);
        Advance(end + 1);
    }

    private void ReadNumber()
    {
        bool afterDot = at > 0 && source[at - 1] == '.';
        int length = afterDot ? 0 : TokenText.Float(source, at);
        if (length > 0) Take(TokenKind.Float, length);
        else Take(TokenKind.Integer, TokenText.Integer(source, at));
    }

    private void ReadOperator(Stack<char> open)
    {
        int length = TokenText.Operator(source, at);
        char character = source[at];
        if (length == 0) throw Error($"unexpected character '{character}'");
        if (character is '(' or '[' or '{') open.Push(character switch { '(' => ')', '[' => ']', _ => '}' });
        else if (character is ')' or ']' or '}')
        {
            if (open.Count == 0) throw Error($"unexpected '{character}'");
            var expected = open.Pop();
            if (expected != character) throw Error($"unexpected '{character}', expected '{expected}'");
        }
        Take(TokenKind.Operator, length);
    }

    private void Take(TokenKind kind, int length)
    {
        Add(kind, source.Substring(at, length));
        Advance(at + length);
    }

    private void Add(TokenKind kind, string text) => tokens.Add(new Token(kind, text, line));

    private void AddData(string text)
    {
        if (text.Length > 0) Add(TokenKind.Data, text);
    }

    private void Advance(int to)
    {
        line += source.AsSpan(at, to - at).Count('\n');
        at = to;
    }

    private int SkipSpace(int place)
    {
        while (place < source.Length && CharacterClasses.IsSpace(source[place])) place++;
        return place;
    }

    private char SignAt(int place) => place < source.Length && source[place] is '-' or '+' ? source[place] : '\0';

    private bool Matches(int place, string text) =>
        source.AsSpan(Math.Min(place, source.Length)).StartsWith(text, StringComparison.Ordinal);

    private TemplateException Error(string reason) => new(TemplateErrorKind.Syntax, reason, line);
}
