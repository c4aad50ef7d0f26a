using System.CommandLine;
using Zhiyan.Cli.Chat;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference.Chat;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan chat</c>: a conversation in the terminal, or a line of a pipe for each turn.</summary>
internal static class ChatVerb
{
    private const int MaxTokens = 2048;

    public static Command Create(CommonOptions common, Terminal terminal, Interrupts interrupts)
    {
        var system = Options.Text("--system", "TEXT", "A system prompt instead of Zhiyan's own; '' for none.");
        var maxTokens = Options.CountOr(MaxTokens, "--max-tokens", 1, 1 << 20, "Tokens of a reply at most.");
        var command = new Command("chat", "Talk in the terminal, in Chinese or English.");
        Options.AddTo(command, common.Model, system, maxTokens, common.Context, common.Exact);
        command.SetAction(async (arguments, cancellation) =>
        {
            await Task.Yield();
            if (terminal.IsErrorInteractive) terminal.Error.Write(terminal.Dim("loading …"));
            using var engine = common.Load(arguments);
            if (terminal.IsErrorInteractive) terminal.Error.Write("\r\e[K");
            cancellation.ThrowIfCancellationRequested();

            terminal.Remark($"知言 Zhiyan · {engine.Card.Id} · /help, /exit");
            var most = Math.Min(arguments.GetValue(maxTokens), engine.Context / 2);     // a reply may not push out the whole conversation
            var conversation = new Conversation(arguments.GetValue(system) ?? Persona.SystemPrompt);
            return await new ChatLoop(engine, conversation, most, terminal, interrupts).RunAsync();
        });
        return command;
    }
}
