namespace Zhiyan.Server.Upkeep;

/// <summary>Something about a data folder or its database stands in the way; the message says what, and what to do.</summary>
public sealed class DataFolderException : IOException
{
    internal DataFolderException(string message, Exception? inner = null) : base(message, inner) { }
}
