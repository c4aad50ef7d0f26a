using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Knowledge;
using Zhiyan.Cli.Verbs;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Cli;

/// <summary>The verbs, and the one door at which exceptions end: a line on standard error that starts with "zhiyan: ", and exit code 1.</summary>
internal static class CommandLine
{
    // A prompt may begin with '@' or '-x': no response files, no bundles.
    private static readonly ParserConfiguration parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, Interrupts interrupts)
    {
        try
        {
            var parsed = Create(terminal, interrupts).Parse(arguments, parsing);
            if (parsed.Action is ParseErrorAction) throw new UsageException(Explain(parsed));
            var invocation = new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,       // signals are the business of Interrupts
            };
            return await parsed.InvokeAsync(invocation, interrupts.Token);
        }
        catch (OperationCanceledException) when (interrupts.Token.IsCancellationRequested)
        {
            return interrupts.ExitCode;
        }
        catch (Exception error)
        {
            terminal.Fail(Describe(error));
            return 1;
        }
        finally
        {
            await terminal.Out.FlushAsync();
        }
    }

    private static RootCommand Create(Terminal terminal, Interrupts interrupts)
    {
        var common = new CommonOptions();
        var knowledge = new KnowledgeOptions(common);
        var root = new RootCommand("知言 Zhiyan: an open assistant on its own inference engine. Without a verb it serves.")
        {
            common.Data, common.Threads,
            ServeVerb.Create(common, terminal),
            ChatVerb.Create(common, terminal, interrupts),
            GenerateVerb.Create(common, terminal),
            EmbedVerb.Create(common, terminal),
            VerifyVerb.Create(common, knowledge, terminal),
            EvalVerb.Create(common, terminal),
            LogitsVerb.Create(common, terminal),
            TokenizeVerb.Create(common, terminal),
            TemplateVerb.Create(common, terminal),
            PerplexityVerb.Create(common, terminal),
            InspectVerb.Create(common, terminal),
            BenchVerb.Create(common, terminal),
            ModelsVerb.Create(common, terminal),
            IngestVerb.Create(common, knowledge, terminal),
            SearchVerb.Create(common, knowledge, terminal),
            AskVerb.Create(common, knowledge, terminal),
            ReadVerb.Create(common, knowledge, terminal),
            BackupVerb.Create(common, terminal),
            RestoreVerb.Create(common, terminal),
            UpgradeVerb.Create(common, terminal),
            RollbackVerb.Create(common, terminal),
            VersionVerb.Create(common, terminal),
        };
        root.HelpName = "zhiyan";
        ServeVerb.Configure(root, common, terminal);
        return root;
    }

    private static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var verb = command is RootCommand ? "zhiyan" : $"zhiyan {command.Name}";
        var message = parsed.Errors[0].Message.Split(" as expected type ")[0].TrimEnd('.');      // users need not know System.Nullable`1
        return $"{message}; see {verb} --help.";
    }

    /// <summary>One line. What nobody expected carries the type's name, since its message was not written for users.</summary>
    private static string Describe(Exception error) => error switch
    {
        UsageException or ModelFormatException or TemplateException or ContextOverflowException or EngineBusyException
            or TextTooLongException => error.Message,
        IOException or UnauthorizedAccessException or JsonException => error.Message,
        // .NET appends the parameter's name and value to what we wrote.
        ArgumentException => error.Message.Split(" (Parameter '")[0],
        _ => $"{error.GetType().Name}: {error.Message} This is a fault of zhiyan itself; please report it with the command.",
    };
}
