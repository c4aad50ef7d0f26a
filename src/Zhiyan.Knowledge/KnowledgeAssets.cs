using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge;

/// <summary>The tables and dictionaries that lie beside the program, each loaded at its first use and then shared.</summary>
public static class KnowledgeAssets
{
    private static readonly Lazy<TextFolding> folding = new(() => new TextFolding(Path("folding.txt")));

    public static TextFolding Folding => folding.Value;

    internal static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "knowledge", name);
}
