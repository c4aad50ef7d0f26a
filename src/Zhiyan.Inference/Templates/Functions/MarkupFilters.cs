using System.Net;
using System.Text;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>Filters for HTML. Nothing is escaped of itself in a chat template, but markup escapes what is joined to it.</summary>
internal static class MarkupFilters
{
    public static readonly Function[] All =
    [
        new("e", call => Editing.EscapeHtml(call.SubjectText, call.Rendering)),
        new("escape", call => Editing.EscapeHtml(call.SubjectText, call.Rendering)),
        new("forceescape", call => Editing.EscapeHtml(call.SubjectText.AsMarkup(false), call.Rendering)),
        new("safe", call => call.SubjectText.AsMarkup(true)),
        new("striptags", StripTags),
        new("xmlattr", XmlAttributes, "autospace"),
    ];

    /// <summary>Comments and tags go, white space collapses, entities become characters; the result is traced as a whole.</summary>
    private static StringValue StripTags(Call call)
    {
        var text = call.SubjectText;
        var plain = Without(Without(text.Text, "<!--", "-->", call), "<", ">", call);
        var words = Splitting.Split(new StringValue(plain), null, -1, call.Rendering).Items;
        return new StringValue(WebUtility.HtmlDecode(string.Join(' ', words.Select(word => ((StringValue)word).Text))), text.Origin.Whole);
    }

    private static string Without(string text, string open, string close, Call call)
    {
        var kept = new StringBuilder();
        int at = 0;
        while (true)
        {
            int start = text.IndexOf(open, at, StringComparison.Ordinal);
            int end = start < 0 ? -1 : text.IndexOf(close, start, StringComparison.Ordinal);
            if (end < 0) return kept.Append(text, at, text.Length - at).ToString();
            call.Rendering.Step();
            kept.Append(text, at, start - at);
            at = end + close.Length;
        }
    }

    private static StringValue XmlAttributes(Call call)
    {
        if (call.Subject is not DictValue dict) throw TemplateException.Type("xmlattr needs a mapping");
        var builder = call.Build();
        foreach (var (key, value) in dict.Entries)
        {
            if (value is NoneValue or UndefinedValue) continue;
            var name = key.ToText(call.Rendering);
            if (name.Text.Any(character => character is '/' or '>' or '=' || CharacterClasses.IsSpace(character)))
                throw TemplateException.Type($"invalid character in attribute name: {Repr.Short(name)}");
            if (builder.Length > 0 || call.Flag(0, true)) builder.Append(" ");
            builder.Append(Editing.EscapeHtml(name, call.Rendering)).Append("=\"");
            builder.Append(Editing.EscapeHtml(value.ToText(call.Rendering), call.Rendering)).Append("\"");
        }
        return builder.ToValue();
    }
}
