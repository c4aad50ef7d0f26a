namespace Zhiyan.Inference.Constraints;

/// <summary>A constraint that cannot be honoured. The message names what and where; <see cref="Path"/> is a JSON pointer into a schema, or empty.</summary>
public sealed class ConstraintException(string message, string path = "") : Exception(message)
{
    public string Path => path;
}
