using System.Diagnostics;
using System.Text;
using Zhiyan.Cli.Generation;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Cli.Chat;

/// <summary>The turns of a chat: a line in, a reply out, until the person leaves or the pipe ends.</summary>
internal sealed class ChatLoop(Engine engine, Conversation conversation, int maxTokens, Terminal terminal, Interrupts interrupts)
{
    private const string Help = """
        /clear          forget what was said
        /system TEXT    another system prompt, and a new conversation; without TEXT: show it
        /save FILE      write the conversation as JSON
        /exit           leave, as Ctrl+D does
        Ctrl+C stops a reply; a second one leaves.
        """;

    private readonly LineEditor? editor = terminal is { IsInputInteractive: true, IsOutputInteractive: true }
        ? new LineEditor(() => Console.ReadKey(intercept: true), () => Console.KeyAvailable, terminal.Out, () => Console.WindowWidth)
        : null;

    /// <summary>Returns the exit code.</summary>
    public async Task<int> RunAsync()
    {
        var interrupted = false;
        while (true)
        {
            var line = await ReadAsync();
            if (line.End == LineEnd.Closed) return 0;
            if (line.End == LineEnd.Interrupted)
            {
                if (interrupted) return interrupts.ExitCode;
                interrupted = true;
                terminal.Remark("Ctrl+C once more to leave");
                continue;
            }
            var text = line.Text.Trim();
            if (text.Length == 0) continue;
            if (text.StartsWith('/'))
            {
                if (text is "/exit" or "/quit") return 0;
                Obey(text);
                continue;
            }
            interrupted = !await ReplyAsync(text);
        }
    }

    private async Task<LineInput> ReadAsync()
    {
        if (editor is null)
        {
            // A read from a pipe cannot be cancelled, but it need not be waited for.
            var line = await Task.Run(terminal.In.ReadLine).WaitAsync(interrupts.Token);
            return new LineInput(line ?? "", line is null ? LineEnd.Closed : LineEnd.Entered);
        }
        Console.TreatControlCAsInput = true;        // here Ctrl+C is a key; while a reply runs it is a signal
        try
        {
            return editor.Read();
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private void Obey(string command)
    {
        var (name, argument) = command.Split(' ', 2) is [var verb, var rest] ? (verb, rest.Trim()) : (command, "");
        try
        {
            switch (name)
            {
                case "/help":
                    Say(Help);
                    break;
                case "/clear":
                    conversation.Clear();
                    Say("cleared");
                    break;
                case "/system" when argument.Length == 0:
                    Say(conversation.System.Length == 0 ? "no system prompt" : conversation.System);
                    break;
                case "/system":
                    conversation.StartOver(argument);
                    Say("new conversation");
                    break;
                case "/save" when argument.Length > 0:
                    conversation.Save(argument);
                    Say($"{conversation.Turns} messages saved to {argument}");
                    break;
                default:
                    Say($"{command} is no command; /help shows them");
                    break;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            terminal.Fail(error.Message);       // a file that cannot be written must not end the conversation
        }
    }

    /// <summary>False where Ctrl+C cut the reply short.</summary>
    private async Task<bool> ReplyAsync(string text)
    {
        conversation.Say("user", text);
        using var stop = interrupts.Catch();
        var start = Stopwatch.GetTimestamp();
        double? firstSeconds = null;
        var said = new StringBuilder();
        try
        {
            await foreach (var step in engine.Chat(conversation.ToRequest(maxTokens), stop.Token))
            {
                if (step is ChatToken) firstSeconds ??= Stopwatch.GetElapsedTime(start).TotalSeconds;
                foreach (var part in ReplyText.Parts(step))
                {
                    if (part is ContentDelta content) said.Append(content.Text);
                    ReplyText.Show(part, terminal);
                }
                if (step is ChatFinished finished) Close(finished, firstSeconds ?? 0);
            }
            conversation.Say("assistant", said.ToString());
            return true;
        }
        catch (OperationCanceledException) when (!interrupts.Token.IsCancellationRequested)
        {
            terminal.Stream("\n");
            terminal.Remark("stopped");
            conversation.Say("assistant", said.ToString());
            return false;
        }
        catch (ContextOverflowException error)
        {
            conversation.TakeBack();
            terminal.Fail(error.Message);
            return true;
        }
    }

    private void Close(ChatFinished finished, double firstSeconds)
    {
        terminal.Stream("\n");
        var (usage, timings) = (finished.Usage, finished.Timings);
        var speed = timings.GenerationSeconds > 0 ? usage.CompletionTokens / timings.GenerationSeconds : 0;
        var cut = finished.Reason == FinishReason.Length ? " · cut at the token limit" : "";
        var dropped = usage.DroppedTokens > 0 ? " · the oldest messages no longer fit" : "";
        terminal.Remark(FormattableString.Invariant($"{usage.CompletionTokens} tokens · {speed:F1} tokens/s · first after {firstSeconds:F2} s{cut}{dropped}"));
    }

    private void Say(string text)
    {
        if (editor is not null) terminal.Remark(text);
        else terminal.Error.WriteLine(text);        // a pipe gets replies only
    }
}
