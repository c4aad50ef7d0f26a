using System.Text.Json.Nodes;

namespace Zhiyan.Cli.Evaluation;

/// <summary>Sets of documents and questions, as they lie in their folders (whose READMEs tell their form).</summary>
internal sealed class LabelledFiles(IReadOnlyList<string> folders)
{
    /// <summary>The first place where it is. Throws a <see cref="UsageException"/> where it is in none.</summary>
    public string PathOf(params string[] parts) => Find(parts)
        ?? throw new UsageException($"{Path.Combine([folders[0], .. parts])}: there is no such file or folder; name the folder of the sets with --sets.");

    public bool Has(params string[] parts) => Find(parts) is not null;

    public IReadOnlyList<JsonNode> Lines(params string[] parts) => [.. File.ReadLines(PathOf(parts)).Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => JsonNode.Parse(line)!)];

    /// <summary>A file for each document of a set, named by its id.</summary>
    public void WriteDocuments(string set, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var document in Lines(set, "docs.jsonl")) File.WriteAllText(Path.Combine(target, $"{document["doc_id"]}.txt"), (string)document["text"]!);
    }

    private string? Find(string[] parts) => folders.Select(folder => Path.Combine([folder, .. parts])).FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));
}
