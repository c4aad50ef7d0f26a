using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>Filters of text.</summary>
internal static class TextFilters
{
    public static readonly Function[] All =
    [
        new("upper", call => Casing.Upper(call.SubjectText, call.Rendering)),
        new("lower", call => Casing.Lower(call.SubjectText, call.Rendering)),
        new("capitalize", call => Casing.Capitalize(call.SubjectText, call.Rendering)),
        new("title", Title),
        new("trim", call => Stripping.Strip(call.SubjectText, call.Has(0) ? call.Text(0).Text : null), "chars"),
        new("string", call => call.SubjectText),
        new("center", call => Editing.Center(call.SubjectText, call.Integer(0, 80), new StringValue(" "), call.Rendering), "width"),
        new("replace", Replace, 2, "old", "new", "count"),
        new("indent", Indent, "width", "first", "blank"),
        new("truncate", Truncate, "length", "killwords", "end", "leeway"),
        new("wordcount", call => IntegerValue.Of(WordCount(call.SubjectText.Text))),
        new("wordwrap", WordWrap.Apply, "width", "break_long_words", "wrapstring", "break_on_hyphens"),
        Function.Free("format", Format),
        new("urlencode", UrlEncoding.Apply),
    ];

    /// <summary>Capitals after spaces, hyphens and opening brackets; unlike the method, not after apostrophes.</summary>
    private static StringValue Title(Call call)
    {
        var text = call.SubjectText;
        var builder = call.Build();
        for (int start = 0; start < text.Text.Length;)
        {
            int end = start;
            while (end < text.Text.Length && !IsBreak(text.Text[end])) end++;
            if (end > start) builder.Append(Casing.UpperFirst(text.Part(start, end - start), call.Rendering));
            start = end;
            while (end < text.Text.Length && IsBreak(text.Text[end])) end++;
            builder.Append(text, start, end - start);
            start = end;
        }
        return builder.ToValue();

        static bool IsBreak(char character) => character is '-' or '(' or '{' or '[' or '<' || CharacterClasses.IsSpace(character);
    }

    private static StringValue Replace(Call call)
    {
        var (old, with) = (call[0]!.ToText(call.Rendering), call[1]!.ToText(call.Rendering));
        return Editing.Replace(call.SubjectText.AsMarkup(false), old, with, call.Has(2) ? call.Integer(2) : -1, call.Rendering);
    }

    /// <summary>Moves every line but the first in, and blank ones only if asked.</summary>
    private static StringValue Indent(Call call)
    {
        var text = call.SubjectString;
        var margin = call[0] is StringValue given ? given : Editing.Repeat(new StringValue(" "), call.Integer(0, 4), call.Rendering);
        bool first = call.Flag(1), blank = call.Flag(2);
        var closed = Editing.Concat(text.AsMarkup(false), new StringValue("\n"), call.Rendering);     // so that an empty last line counts
        var lines = Splitting.Lines(closed, keepEnds: false, call.Rendering).Items;
        var builder = call.Build();
        for (int i = 0; i < lines.Count; i++)
        {
            var line = (StringValue)lines[i];
            if (i > 0) builder.Append("\n");
            if (i == 0 ? first : blank || line.Text.Length > 0) builder.Append(margin);
            builder.Append(line);
        }
        return builder.ToValue(text.IsMarkup);
    }

    private static Value Truncate(Call call)
    {
        int length = call.Integer(0, 255), leeway = call.Has(3) ? call.Integer(3) : 5;
        var end = call.Text(2, "...");
        if (length < end.CodePoints) throw TemplateException.Type($"truncate needs a length of at least {end.CodePoints}, got {length}");
        if (leeway < 0) throw TemplateException.Type($"truncate needs a leeway of at least 0, got {leeway}");
        if (call.Subject.Length <= (long)length + leeway) return call.Subject;
        var text = call.SubjectString;
        var kept = text.Part(0, text.UnitAt(length - end.CodePoints));
        if (!call.Flag(1) && kept.Text.LastIndexOf(' ') is >= 0 and var space) kept = kept.Part(0, space);
        return Editing.Concat(kept, end, call.Rendering);
    }

    /// <summary>Runs of letters, digits and underscores.</summary>
    private static int WordCount(string text)
    {
        int count = 0;
        bool inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            bool letter = rune.Value == '_' || CharacterClasses.IsAlphanumeric(rune);
            if (letter && !inWord) count++;
            inWord = letter;
        }
        return count;
    }

    private static StringValue Format(Call call)
    {
        var (positional, named) = call.Arguments;
        if (positional.Count > 0 && named.Count > 0)
            throw TemplateException.Raised("can't handle positional and keyword arguments at the same time");
        Value values = named.Count > 0 ? DictValue.Of(Arguments.AsEntries(named)) : new TupleValue(positional);
        return PercentFormat.Apply(call.SubjectText, values, call.Rendering);
    }
}
