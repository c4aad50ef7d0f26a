using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Knowledge;

/// <summary>The tables and dictionaries that lie beside the program, each loaded at its first use and then shared.</summary>
public static class KnowledgeAssets
{
    private static readonly Lazy<TextFolding> folding = new(() => new TextFolding(Path("folding.txt")));

    private static readonly Lazy<Pinyin> pinyin = new(() => new Pinyin(Path("pinyin.txt")));

    public static TextFolding Folding => folding.Value;

    internal static Pinyin Pinyin => pinyin.Value;

    internal static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "knowledge", name);
}
