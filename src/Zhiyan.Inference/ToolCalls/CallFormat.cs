namespace Zhiyan.Inference.ToolCalls;

/// <summary>How a family of models writes reasoning and calls between markers. Shared by all replies.</summary>
internal abstract class CallFormat
{
    /// <summary>The text a call begins with.</summary>
    public abstract string CallMarker { get; }

    public virtual string ReasoningStart => "<think>";

    public virtual string ReasoningEnd => "</think>";

    /// <summary>A reader of the text that follows one <see cref="CallMarker"/>.</summary>
    public abstract CallReader Read(OfferedTools tools);
}
