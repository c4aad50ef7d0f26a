namespace Zhiyan.Inference.Formats;

/// <summary>A model's files are broken, incomplete or of a kind this engine does not run; the message names the file and what to do.</summary>
public sealed class ModelFormatException : Exception
{
    public ModelFormatException(string message) : base(message) { }

    public ModelFormatException(string message, Exception inner) : base(message, inner) { }
}
