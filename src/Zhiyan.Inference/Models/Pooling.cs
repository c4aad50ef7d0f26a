namespace Zhiyan.Inference.Models;

/// <summary>How the hidden states of a text's tokens become one vector.</summary>
public enum Pooling
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>That of the first token, BERT's [CLS].</summary>
    First,

    /// <summary>That of the last token, which alone has seen all others in a decoder.</summary>
    Last,
}
