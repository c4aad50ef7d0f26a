using System.Security.Cryptography;

namespace Zhiyan.Server.Upkeep;

/// <summary>Puts files in place so that there is never half of one under its name, also after a power cut.</summary>
internal static class DurableFile
{
    /// <summary>Has a file written beside its place, flushes it and renames it into place, over whatever was there.</summary>
    public static async Task Write(string path, Func<string, Task> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await write(beside);
            Place(beside, path);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    public static Task Copy(string source, string path) => Write(path, beside =>
    {
        File.Copy(source, beside);
        return Task.CompletedTask;
    });

    /// <summary>Flushes a finished file and renames it.</summary>
    public static void Place(string finished, string path)
    {
        using (var file = new FileStream(finished, FileMode.Open, FileAccess.ReadWrite)) file.Flush(flushToDisk: true);
        File.Move(finished, path, overwrite: true);
    }

    /// <summary>SHA-256 in lower-case hex.</summary>
    public static async Task<string> Hash(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file));
    }
}
