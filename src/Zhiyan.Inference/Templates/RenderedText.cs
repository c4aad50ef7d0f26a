namespace Zhiyan.Inference.Templates;

/// <summary>A rendered prompt and which ranges of it, in order and apart, came from a request rather than from the template.</summary>
public sealed record RenderedText(string Text, IReadOnlyList<Range> Input);
