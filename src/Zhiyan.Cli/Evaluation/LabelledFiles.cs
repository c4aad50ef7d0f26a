using System.Text.Json.Nodes;

namespace Zhiyan.Cli.Evaluation;

/// <summary>The public sets, as they lie in their folder (its README tells their form).</summary>
internal sealed class LabelledFiles(string folder)
{
    public string PathOf(params string[] parts)
    {
        var path = Path.Combine([folder, .. parts]);
        return File.Exists(path) || Directory.Exists(path) ? path : throw new UsageException($"{path}: there is no such file or folder; name the folder of the sets with --sets.");
    }

    public IReadOnlyList<JsonNode> Lines(params string[] parts) => [.. File.ReadLines(PathOf(parts)).Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => JsonNode.Parse(line)!)];

    /// <summary>A file for each document of a set, named by its id.</summary>
    public void WriteDocuments(string set, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var document in Lines(set, "docs.jsonl")) File.WriteAllText(Path.Combine(target, $"{document["doc_id"]}.txt"), (string)document["text"]!);
    }
}
