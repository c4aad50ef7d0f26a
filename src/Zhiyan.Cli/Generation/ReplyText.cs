using System.Text.Json.Nodes;
using Zhiyan.Cli.Interaction;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Cli.Generation;

/// <summary>How a reply looks in a terminal while it comes.</summary>
internal static class ReplyText
{
    /// <summary>The parts of a reply that an event brings.</summary>
    public static IReadOnlyList<ReplyPart> Parts(ChatEvent step) => step switch
    {
        ChatToken token => token.Parts,
        ChatFinished finished => finished.Parts,
        _ => [],
    };

    /// <summary>Shows a part. What the model thinks is for a person only; a tool call is a line of JSON.</summary>
    public static void Show(ReplyPart part, Terminal terminal)
    {
        switch (part)
        {
            case ContentDelta content:
                terminal.Stream(content.Text);
                break;
            case ReasoningDelta thought when terminal.IsOutputInteractive:
                terminal.StreamDim(thought.Text);
                break;
            case ToolCallPart call:
                terminal.Stream(Terminal.ToJson(new { name = call.Name, arguments = JsonNode.Parse(call.ArgumentsJson) }) + "\n");
                break;
        }
    }
}
