using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Edits that insert one string into another: every character keeps the origin it came with.</summary>
internal static class Editing
{
    public static StringValue Concat(StringValue left, StringValue right, Rendering rendering)
    {
        if (left.Text.Length == 0) return right;
        if (right.Text.Length == 0) return left;
        int length = left.Text.Length + right.Text.Length;
        rendering.Characters(length, length);
        var bounds = new List<int>();
        left.Origin.CopyTo(bounds, 0, left.Text.Length, 0);
        right.Origin.CopyTo(bounds, 0, right.Text.Length, left.Text.Length);
        return new StringValue(left.Text + right.Text, Origin.Of(bounds, length));
    }

    public static StringValue Repeat(StringValue value, long count, Rendering rendering)
    {
        if (count <= 0 || value.Text.Length == 0) return StringValue.Empty.AsMarkup(value.IsMarkup);
        rendering.Characters(value.Text.Length * Math.Min(count, int.MaxValue), 0);
        var builder = new TextBuilder(rendering);
        for (long i = 0; i < count; i++) builder.Append(value);
        return builder.ToValue(value.IsMarkup);
    }

    /// <summary>
    /// Replaces at most <paramref name="limit"/> occurrences, all where it is negative; an empty <paramref name="old"/> stands between all
    /// code points.
    /// </summary>
    public static StringValue Replace(StringValue value, StringValue old, StringValue with, int limit, Rendering rendering)
    {
        if (limit == 0 || (old.Text.Length > 0 && !value.Text.Contains(old.Text, StringComparison.Ordinal))) return value;
        var builder = new TextBuilder(rendering);
        int start = 0;
        for (int at = 0; limit != 0; limit--)
        {
            at = old.Text.Length > 0 ? value.Text.IndexOf(old.Text, start, StringComparison.Ordinal) : at;
            if (at < 0) break;
            rendering.Step();
            builder.Append(value, start, at - start).Append(with);
            start = at + old.Text.Length;
            if (old.Text.Length > 0) continue;
            if (at == value.Text.Length) break;
            at = value.Next(at);
        }
        return builder.Append(value, start, value.Text.Length - start).ToValue(value.IsMarkup);
    }

    public static StringValue Join(StringValue separator, IEnumerable<StringValue> parts, Rendering rendering)
    {
        var builder = new TextBuilder(rendering);
        bool first = true;
        foreach (var part in parts)
        {
            if (!first) builder.Append(separator);
            builder.Append(part);
            first = false;
        }
        return builder.ToValue(separator.IsMarkup);
    }

    /// <summary>Fills up to a width in code points, so many on the left and the rest on the right.</summary>
    public static StringValue Pad(StringValue value, StringValue fill, int left, int right, Rendering rendering)
    {
        if (fill.CodePoints != 1) throw TemplateException.Type("the fill character must be exactly one character long");
        if (left <= 0 && right <= 0) return value;
        var builder = new TextBuilder(rendering).Append(Repeat(fill, left, rendering)).Append(value);
        return builder.Append(Repeat(fill, right, rendering)).ToValue(value.IsMarkup);
    }

    /// <summary>Python's centre: an odd column goes left where the width is odd too.</summary>
    public static StringValue Center(StringValue value, int width, StringValue fill, Rendering rendering)
    {
        int room = Math.Max(width - value.CodePoints, 0);
        int left = room / 2 + (room & width & 1);
        return Pad(value, fill, left, room - left, rendering);
    }

    /// <summary>Replaces the five characters of HTML; what is markup already stays.</summary>
    public static StringValue EscapeHtml(StringValue value, Rendering rendering)
    {
        if (value.IsMarkup) return value;
        var builder = new TextBuilder(rendering);
        int plain = 0;
        for (int i = 0; i < value.Text.Length; i++)
        {
            var entity = value.Text[i] switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&#34;", '\'' => "&#39;", _ => null };
            if (entity is null) continue;
            builder.Append(value, plain, i - plain).Append(entity, value.Origin);
            plain = i + 1;
        }
        return builder.Append(value, plain, value.Text.Length - plain).ToValue(isMarkup: true);
    }
}
