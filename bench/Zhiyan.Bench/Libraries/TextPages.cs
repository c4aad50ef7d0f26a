using System.Text.Json.Nodes;

namespace Zhiyan.Bench.Libraries;

/// <summary>Pages of running text, made of the documents of the public sets: half of them Chinese, half English, ten to a file.</summary>
internal static class TextPages
{
    /// <summary>What stands on a printed page.</summary>
    private const int ChineseCharacters = 900, EnglishCharacters = 1_800;

    private const int PagesOfFile = 10;

    /// <param name="data">The folder with rag-zh and rag-en.</param>
    public static void Write(string data, string folder, int pages)
    {
        foreach (var (set, characters) in ((string, int)[])[("rag-zh", ChineseCharacters), ("rag-en", EnglishCharacters)])
        {
            using var texts = Texts(Path.Combine(data, set, "docs.jsonl")).GetEnumerator();
            for (int file = 0; file < pages / 2 / PagesOfFile; file++)
            {
                using var writer = new StreamWriter(Path.Combine(folder, FormattableString.Invariant($"{set}-{file:D3}.txt")));
                for (int written = 0; written < characters * PagesOfFile && texts.MoveNext(); written += texts.Current.Length) writer.Write($"{texts.Current}\n\n");
            }
        }
    }

    /// <summary>The documents' texts, again and again: each time with its number, so that no two files are the same.</summary>
    private static IEnumerable<string> Texts(string path)
    {
        var texts = File.ReadLines(path).Select(line => (string)JsonNode.Parse(line)!["text"]!).ToList();
        for (int round = 1; ; round++)
            foreach (var text in texts) yield return FormattableString.Invariant($"{text} ({round})");
    }
}
