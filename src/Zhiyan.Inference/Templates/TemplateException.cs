namespace Zhiyan.Inference.Templates;

/// <summary>
/// A template that cannot be compiled or rendered: the kind, the line (1-based; 0 where there is none) and what was wrong.
/// </summary>
/// <remarks>The message of <see cref="TemplateErrorKind.Raised"/> is the template's own, unchanged; the others start with the line.</remarks>
public sealed class TemplateException(TemplateErrorKind kind, string reason, int line = 0) : Exception(reason)
{
    public TemplateErrorKind Kind { get; } = kind;

    public int Line { get; internal set; } = line;

    public override string Message => Kind == TemplateErrorKind.Raised || Line == 0 ? base.Message : $"template line {Line}: {base.Message}";

    internal static TemplateException Type(string reason) => new(TemplateErrorKind.Type, reason);

    internal static TemplateException Limit(string reason) => new(TemplateErrorKind.Limit, reason);

    internal static TemplateException Raised(string reason) => new(TemplateErrorKind.Raised, reason);
}
