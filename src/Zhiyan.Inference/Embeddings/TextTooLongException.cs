namespace Zhiyan.Inference.Embeddings;

/// <summary>A text does not fit into the model's context.</summary>
public sealed class TextTooLongException(int index, int tokens, int context) : Exception(
    $"the text {index} (counted from 0) has {tokens:N0} tokens, but the model reads {context:N0} at most; shorten it or ask for truncation.")
{
    public int Index => index;

    public int Tokens => tokens;

    public int Context => context;
}
