using System.Text.Json.Nodes;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Bench.Questions;

/// <summary>A question to a library that holds its answer, or to what is left of it without: what is known of each sentence that was found, which of them answer, and their words.</summary>
internal sealed record MeasuredQuestion(LabelledQuestion Question, bool IsThere, IReadOnlyList<double[]> Sentences, IReadOnlyList<bool> Answers, IReadOnlyList<string> Texts);

/// <summary>Takes a set's documents into a library and looks its questions up there, with and without the documents that answer them.</summary>
/// <param name="reranker">Null where no model judges the passages.</param>
internal sealed class MeasuredQuestions(Library library, EvidenceFinder finder, IReranker? reranker)
{
    /// <summary>A file for each document, named by its id.</summary>
    public static void WriteDocuments(string path, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var line in File.ReadLines(path))
        {
            var document = JsonNode.Parse(line)!;
            File.WriteAllText(Path.Combine(folder, $"{document["doc_id"]}.txt"), (string)document["text"]!);
        }
    }

    public async Task<IReadOnlyList<MeasuredQuestion>> Measure(IReadOnlyList<LabelledQuestion> questions, CancellationToken cancellation)
    {
        var measured = new List<MeasuredQuestion>();
        foreach (var question in questions)
        {
            var name = $"{question.Document}.txt";
            measured.Add(await Measure(question, true, null, cancellation));
            measured.Add(await Measure(question, false, [.. library.Contents.Where(entry => entry.Path != name).Select(entry => entry.Id)], cancellation));
        }
        return measured;
    }

    private async Task<MeasuredQuestion> Measure(LabelledQuestion question, bool isThere, HashSet<long>? documents, CancellationToken cancellation)
    {
        var request = new SearchRequest(question.Text) { Top = reranker is null ? Answerer.PassagesRead : Answerer.PassagesJudged, Documents = documents };
        var passages = await library.Search(request, reranker, cancellation);
        var (candidates, features) = await finder.Measure(question.Text, library.Weigh(question.Text), passages, cancellation);
        return new MeasuredQuestion(question, isThere, [.. candidates.Select((_, at) => features.Of(at))], [.. candidates.Select(candidate => isThere && Answers(candidate, question))], [.. candidates.Select(candidate => candidate.Text)]);
    }

    /// <summary>The marked range, but for a closing mark that may stand outside of the sentence.</summary>
    private static bool Answers(Candidate candidate, LabelledQuestion question) =>
        candidate.Passage.Document.Path == $"{question.Document}.txt" && question.Answers.Any(answer => candidate.Start <= answer.Start && answer.End <= candidate.End + 1);
}
