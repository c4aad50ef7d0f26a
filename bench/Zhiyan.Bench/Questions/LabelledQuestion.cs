using System.Text.Json.Nodes;

namespace Zhiyan.Bench.Questions;

/// <summary>A question, the document that answers it, and where. Places are code points, end exclusive.</summary>
internal sealed record LabelledQuestion(string Id, string Text, string Document, IReadOnlyList<(int Start, int End)> Answers)
{
    public static IReadOnlyList<LabelledQuestion> Read(string path) =>
    [
        .. File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => JsonNode.Parse(line)!).Select(json => new LabelledQuestion(
            (string)json["qid"]!, (string)json["question"]!, (string)json["doc_id"]!, [.. json["answers"]!.AsArray().Select(answer => ((int)answer!["start"]!, (int)answer["end"]!))])),
    ];
}
