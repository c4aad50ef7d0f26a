using Xunit;

namespace Zhiyan.Testing;

/// <summary>The default models, wherever their files lie complete: the repository's models folder, else ../shared/models.</summary>
public static class DefaultModels
{
    private const string FirstShard = "zhiyan-mini-Q4_0-00001-of-00003.gguf";

    /// <summary>The chat model; skips the running test with a plain message where its shards are not all there.</summary>
    public static string Mini => Find() ?? Skip();

    /// <summary>The embedding model; skips the running test where its file is absent.</summary>
    public static string Embed => Folders().Select(folder => Path.Combine(folder, "zhiyan-embed-Q4_0.gguf")).FirstOrDefault(File.Exists) ?? SkipEmbed();

    public static bool HasMini => Find() is not null;

    /// <summary>Reference figures for the default models (models/README.md).</summary>
    public static string Golden => Path.Combine(Fixtures.Root, "models", "golden.json");

    private static string? Find() => Folders().Select(folder => Path.Combine(folder, FirstShard)).FirstOrDefault(IsComplete);

    private static IEnumerable<string> Folders()
    {
        yield return Path.Combine(Fixtures.Root, "models");
        if (Fixtures.Shared is { } shared) yield return Path.Combine(shared, "models");
    }

    private static bool IsComplete(string first) => Enumerable.Range(1, 3).All(part => File.Exists(first.Replace("00001", $"{part:D5}", StringComparison.Ordinal)));

    private static string SkipEmbed()
    {
        Assert.Skip("needs zhiyan-embed-Q4_0.gguf in models or ../shared/models");
        return "";
    }

    private static string Skip()
    {
        Assert.Skip("needs all three shards of zhiyan-mini in models or ../shared/models");
        return "";
    }
}
