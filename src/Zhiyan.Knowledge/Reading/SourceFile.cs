namespace Zhiyan.Knowledge.Reading;

/// <summary>A file to be read. <paramref name="Path"/> is the one below the library's folder, with '/' between its parts.</summary>
public sealed record SourceFile(string Path, ReadOnlyMemory<byte> Content)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>In lower case and with its dot; empty where there is none.</summary>
    public string Ending => System.IO.Path.GetExtension(Name).ToLowerInvariant();
}
