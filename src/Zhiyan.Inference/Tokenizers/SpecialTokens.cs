namespace Zhiyan.Inference.Tokenizers;

/// <summary>What the spelling of a control token in a text means.</summary>
public enum SpecialTokens
{
    /// <summary>Nothing: it is text like any other, and no control token comes out. For what users write.</summary>
    Plain,

    /// <summary>The control token. For text that is trusted.</summary>
    Parse,
}
