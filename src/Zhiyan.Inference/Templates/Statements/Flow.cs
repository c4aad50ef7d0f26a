namespace Zhiyan.Inference.Templates.Statements;

/// <summary>How a statement ended: what the loop around it does next.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}
