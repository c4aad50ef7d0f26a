using System.Text;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>The <c>urlencode</c> filter: a string in a path, or pairs as a query.</summary>
internal static class UrlEncoding
{
    public static StringValue Apply(Call call)
    {
        if (call.Subject is StringValue || !call.Subject.IsIterable) return Quote(call.SubjectText, query: false, call);
        var pairs = call.Subject is DictValue dict ? dict.Entries.Select(DictMethods.Pair) : call.Rendering.Each(call.Subject);
        return Editing.Join(new StringValue("&"), pairs.Select(pair => Pair(pair, call)), call.Rendering);
    }

    private static StringValue Pair(Value pair, Call call)
    {
        if (call.Rendering.Collect(pair) is not [var key, var value])
            throw TemplateException.Type("urlencode needs pairs of a key and a value");
        var builder = call.Build().Append(Quote(key.ToText(call.Rendering), query: true, call));
        return builder.Append("=").Append(Quote(value.ToText(call.Rendering), query: true, call)).ToValue();
    }

    /// <summary>UTF-8 bytes as %XX, but for letters, digits and _.-~; a path keeps its slashes, a query writes a space as +.</summary>
    private static StringValue Quote(StringValue text, bool query, Call call)
    {
        var builder = call.Build();
        Span<byte> bytes = stackalloc byte[4];
        for (int at = 0; at < text.Text.Length; at = text.Next(at))
        {
            char character = text.Text[at];
            if (char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-' or '~' || (character == '/' && !query))
            {
                builder.Append(text, at, 1);
                continue;
            }
            if (character == ' ' && query)
            {
                builder.Append("+", text.Origin);
                continue;
            }
            int count = (text.RuneAt(at) ?? Rune.ReplacementChar).EncodeToUtf8(bytes);
            for (int i = 0; i < count; i++) builder.Append($"%{bytes[i]:X2}", text.Origin);
        }
        return builder.ToValue();
    }
}
