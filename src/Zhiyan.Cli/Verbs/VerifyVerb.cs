using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Knowledge;
using Zhiyan.Knowledge.Checking;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan verify</c>: says of each line of a file whether its passage says its sentence, or of answers that were kept whether their sources still say it.</summary>
internal static class VerifyVerb
{
    private const int VerdictWidth = 14, ProbabilityWidth = 6;

    public static Command Create(CommonOptions common, KnowledgeOptions knowledge, Terminal terminal)
    {
        var claims = Options.Text("--claims", "FILE", "Claims as JSON, one a line: {\"passage\": …, \"sentence\": …}; other members are ignored. '-' is standard input.");
        var answers = Options.Text("--answers", "FILE", "Answers as 'ask --json' gave them, one a line: looks again at what they cite in --library. '-' is standard input.");
        var withoutModel = Options.Flag("--without-model", "Compare numbers, names and words alone: sooner, and less often right.");
        var command = new Command("verify", "Check whether passages say what sentences say of them.") { claims, answers, withoutModel, knowledge.Library, common.Database, common.Model, common.Context, common.Exact, common.Json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(claims) is null == result.GetResult(answers) is null) result.AddError("give one of --claims and --answers");
        });
        command.SetAction(async (arguments, cancellation) =>
        {
            if (arguments.GetValue(answers) is { } kept)
            {
                await KeptAnswers.Verify(kept, arguments, knowledge, arguments.GetValue(common.Json), terminal, cancellation);
                return;
            }
            using var reader = InputFile.Open(arguments.GetValue(claims)!, terminal);
            using var engine = arguments.GetValue(withoutModel) ? null : common.Load(arguments);
            var checker = new ClaimChecker(engine is null ? null : new EngineLikelihoods(engine));
            if (!checker.AsksModel) terminal.Note("no model is asked: the probabilities rest on numbers, names and words alone.");
            bool asJson = arguments.GetValue(common.Json);
            if (!asJson) terminal.Out.WriteLine($"{"verdict".PadRight(VerdictWidth)}{"p".PadRight(ProbabilityWidth)}sentence");
            int number = 0;
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                number++;
                if (string.IsNullOrWhiteSpace(line)) continue;
                var (passage, sentence) = Parse(line, arguments.GetValue(claims)!, number);
                var verdict = await Check(checker, sentence, passage, $"{arguments.GetValue(claims)}: line {number:N0}", cancellation);
                if (asJson) terminal.WriteJson(new { verdict = LibraryJson.Name(verdict.Verdict), supported_probability = Math.Round(verdict.SupportedProbability, 4) });
                else Show(verdict, sentence, passage, terminal);
                await terminal.Out.FlushAsync(cancellation);
            }
            if (number == 0) throw new UsageException($"{arguments.GetValue(claims)}: there is no claim in it.");
        });
        return command;
    }

    private static (string Passage, string Sentence) Parse(string line, string file, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return (Member("passage"), Member("sentence"));

            string Member(string name) =>
                json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var member) && member.ValueKind is JsonValueKind.String
                    ? member.GetString()!
                    : throw new UsageException($"{file}: line {number:N0} has no text '{name}'; a claim is {{\"passage\": \"…\", \"sentence\": \"…\"}}.");
        }
        catch (JsonException error)
        {
            throw new UsageException($"{file}: line {number:N0} is not valid JSON ({error.Message}).");
        }
    }

    private static async Task<CheckedClaim> Check(ClaimChecker checker, string sentence, string passage, string place, CancellationToken cancellation)
    {
        try
        {
            return await checker.Check(sentence, passage, cancellation);
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"{place}: {error.Message.Split(" (Parameter '")[0]}");
        }
    }

    /// <summary>A row of a table whose columns are fixed, since the rows come one by one.</summary>
    private static void Show(CheckedClaim verdict, string sentence, string passage, Terminal terminal)
    {
        var name = LibraryJson.Name(verdict.Verdict).Replace('_', ' ');
        terminal.Out.WriteLine($"{name.PadRight(VerdictWidth)}{verdict.SupportedProbability.ToString("0.00", CultureInfo.InvariantCulture).PadRight(ProbabilityWidth)}{OneLine(sentence)}");
        var indent = new string(' ', VerdictWidth + ProbabilityWidth);
        if (verdict.Evidence is { } evidence) terminal.Out.WriteLine(terminal.Dim($"{indent}“{OneLine(passage[evidence.Start..evidence.End])}”"));
        foreach (var reason in verdict.Reasons) terminal.Out.WriteLine(terminal.Dim($"{indent}{OneLine(reason)}"));
    }

    private static string OneLine(string text) => Terminal.Printable(text.ReplaceLineEndings(" ").Replace('\t', ' '));
}
