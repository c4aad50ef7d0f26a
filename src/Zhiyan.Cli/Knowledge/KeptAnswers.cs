using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Answering;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Knowledge;

/// <summary>Answers that <c>ask --json</c> gave, looked at again: does the library still have what they cite?</summary>
internal static class KeptAnswers
{
    public static async Task Verify(string path, ParseResult arguments, KnowledgeOptions knowledge, bool asJson, Terminal terminal, CancellationToken cancellation)
    {
        using var opened = knowledge.Open(arguments, usesVectors: false);
        var library = knowledge.Find(arguments, opened);
        using var reader = InputFile.Open(path, terminal);
        for (int number = 1; await reader.ReadLineAsync(cancellation) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            var (id, kept) = Read(library, line, $"{path}: line {number:N0}");
            var answer = await library.Recheck(kept, cancellation);
            if (asJson)
            {
                var told = new LibraryJson(library).Answer(answer);
                if (id is not null) told.Insert(0, "qid", id);
                terminal.Out.WriteLine(told.ToJsonString(Terminal.Json));
            }
            else
            {
                foreach (var claim in answer.Claims) Show(claim, terminal);
            }
            await terminal.Out.FlushAsync(cancellation);
        }
    }

    private static (JsonNode? Id, Answer Answer) Read(Library library, string line, string place)
    {
        try
        {
            var told = JsonNode.Parse(line) as JsonObject ?? throw new FormatException("it is no JSON object.");
            return (told["qid"]?.DeepClone(), KeptAnswer.Read(library, told));
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new UsageException($"{place}: {error.Message}");
        }
    }

    private static void Show(Claim claim, Terminal terminal)
    {
        terminal.Out.WriteLine(Terminal.Printable($"{Name(claim.Verdict)}: {claim.Text.ReplaceLineEndings(" ")}"));
        foreach (var one in claim.Evidence.Where(one => one.Fault is not null)) terminal.Out.WriteLine(terminal.Dim(Terminal.Printable($"  {one.Document.Path}: {Name(one.Fault!.Value)}")));
    }

    private static string Name<T>(T value) where T : struct, Enum => LibraryJson.Name(value).Replace('_', ' ');
}
