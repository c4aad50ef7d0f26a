using System.Text;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Text;

/// <summary>Builds a string and remembers which parts of it came from the request.</summary>
internal sealed class TextBuilder(Rendering rendering)
{
    private readonly StringBuilder text = new();
    private readonly List<int> bounds = [];

    public Rendering Rendering => rendering;

    public int Length => text.Length;

    public TextBuilder Append(StringValue value) => Append(value, 0, value.Text.Length);

    public TextBuilder Append(StringValue value, int start, int length)
    {
        rendering.Characters((long)text.Length + length, length);
        value.Origin.CopyTo(bounds, start, length, text.Length);
        text.Append(value.Text, start, length);
        return this;
    }

    public TextBuilder Append(ReadOnlySpan<char> trusted) => Append(trusted, Origin.Trusted);

    /// <summary>Characters that stand for others of the given origin, which is taken as a whole.</summary>
    public TextBuilder Append(ReadOnlySpan<char> characters, Origin origin)
    {
        rendering.Characters((long)text.Length + characters.Length, characters.Length);
        origin.Whole.CopyTo(bounds, 0, characters.Length, text.Length);
        text.Append(characters);
        return this;
    }

    public StringValue ToValue(bool isMarkup = false) =>
        text.Length == 0 && !isMarkup ? StringValue.Empty : new StringValue(text.ToString(), Origin.Of(bounds, text.Length), isMarkup);

    public RenderedText ToRendered()
    {
        var ranges = new Range[bounds.Count / 2];
        for (int i = 0; i < ranges.Length; i++) ranges[i] = bounds[2 * i]..bounds[2 * i + 1];
        return new RenderedText(text.ToString(), ranges);
    }
}
