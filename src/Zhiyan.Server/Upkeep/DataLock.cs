namespace Zhiyan.Server.Upkeep;

/// <summary>Keeps a data folder for one process. The system lets go of it when the process ends, however it does.</summary>
internal sealed class DataLock : IDisposable
{
    public const string FileName = "lock";

    private readonly FileStream? held;

    private DataLock(FileStream? held) => this.held = held;

    /// <summary>Makes the folder where there is none. Throws a <see cref="DataFolderException"/> where another process has it.</summary>
    /// <param name="folder">Null for a server without one, which nobody else can have.</param>
    public static DataLock Take(string? folder)
    {
        if (folder is null) return new(null);
        Directory.CreateDirectory(folder);
        try
        {
            return new(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (error is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new DataFolderException($"{folder} is in use by another zhiyan; stop that one, or name another data folder with --data.", error);
        }
    }

    public void Dispose() => held?.Dispose();
}
