using System.Security.Cryptography;
using System.Text;

namespace Zhiyan.Server.Security;

/// <summary>The keys that open the server. Only their hashes are kept, and comparing takes as long whichever key comes.</summary>
public sealed class ApiKeys
{
    private readonly byte[][] hashes;

    internal ApiKeys(IEnumerable<string> keys) => hashes = [.. keys.Select(Hash)];

    internal bool AreNeeded => hashes.Length > 0;

    /// <summary>
    /// Collects the keys of an environment value (separated by commas) and of a file (one on a line; # begins a comment). Throws an
    /// <see cref="ArgumentException"/> for a file without any, or an <see cref="IOException"/>.
    /// </summary>
    public static IReadOnlyList<string> Read(string? environment, string? file)
    {
        var keys = (environment ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (file is not null)
        {
            keys.AddRange(File.ReadLines(file).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0));
            if (keys.Count == 0) throw new ArgumentException($"{file} holds no API key; write one on each line.");
        }
        return keys;
    }

    /// <summary>What a key is called in here, which does not give it away; null for one that is not ours.</summary>
    internal string? NameOf(string key)
    {
        var hash = Hash(key);
        var found = false;
        foreach (var known in hashes) found |= CryptographicOperations.FixedTimeEquals(known, hash);
        return found ? $"key {Convert.ToHexStringLower(hash.AsSpan(0, 6))}" : null;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
