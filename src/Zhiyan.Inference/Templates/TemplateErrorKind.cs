namespace Zhiyan.Inference.Templates;

/// <summary>Why a template was refused or stopped.</summary>
public enum TemplateErrorKind
{
    /// <summary>The text is not a template.</summary>
    Syntax,

    /// <summary>An undefined value was used for more than printing or testing.</summary>
    Undefined,

    /// <summary>An operation does not take this type or value.</summary>
    Type,

    /// <summary>The sandbox refuses the attribute: it is private or changes a value.</summary>
    Security,

    /// <summary>The template itself refused its input (<c>raise_exception</c>), or used a filter that does not exist.</summary>
    Raised,

    /// <summary>A bound of <see cref="TemplateSettings"/> was passed.</summary>
    Limit,
}
