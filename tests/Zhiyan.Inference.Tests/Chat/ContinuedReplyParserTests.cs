using System.Text.Json.Nodes;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.Templates;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Tests.Chat;

public sealed class ContinuedReplyParserTests
{
    private static readonly RenderedText prompt = new("<assistant>\n", []);

    private static readonly ReplyOptions options = new() { Tools = [new ToolDefinition("look", null, null)] };

    [Fact]
    public void The_beginning_and_what_comes_after_it_make_the_whole_wherever_it_was_cut()
    {
        const string reply = "<think>\nhm, a < b\nso </ it is\n</think>\n\nSay ```xml\n<tool_call>\n<a/>\n``` and a <tool, then </think> 好。";
        var whole = Texts(Parse(Parser(), reply));
        int[] cuts = [.. Enumerable.Range(9, reply.Length - 9).Where(cut => !char.IsWhiteSpace(reply[cut - 1]) && !IsInMark(cut))];

        var joined = cuts.Select(cut =>
        {
            var (thought, answer) = Texts(Parse(Parser(), reply[..cut]));
            var begun = BegunReply.After(prompt, new JsonObject { ["role"] = "assistant", ["reasoning_content"] = thought, ["content"] = answer });
            var (moreThought, moreAnswer) = Texts(Parse(new ContinuedReplyParser(Parser(), begun), reply[cut..]));
            return (thought + moreThought, answer + moreAnswer);
        });

        Assert.True(cuts.Length > 50);
        Assert.All(joined, text => Assert.Equal(whole, text));

        // Right after the mark there is no answer yet, so that the reasoning counts as open: the model ends it once more.
        bool IsInMark(int cut) => cut - reply.IndexOf("</think>", StringComparison.Ordinal) is >= 1 and <= 8;
    }

    [Fact]
    public void A_call_that_was_cut_is_told_once_it_is_whole()
    {
        var begun = BegunReply.After(prompt, new JsonObject { ["role"] = "assistant", ["content"] = "Let me see. <tool_call>{\"name\": \"lo" });

        var parts = Parse(new ContinuedReplyParser(Parser(), begun), "ok\", \"arguments\": {}}</tool_call>");

        Assert.Equal([new ToolCallPart("look", "{}")], parts);
    }

    [Fact]
    public void A_fence_that_the_beginning_opened_hides_calls()
    {
        var begun = BegunReply.After(prompt, new JsonObject { ["role"] = "assistant", ["content"] = "Write:\n```xml" });

        var parts = Parse(new ContinuedReplyParser(Parser(), begun), "\n<tool_call>{\"name\": \"look\", \"arguments\": {}}</tool_call>\n```");

        Assert.DoesNotContain(parts, part => part is ToolCallPart);
    }

    private static ReplyParser Parser() => ReplyParser.Create("hermes", options);

    private static List<ReplyPart> Parse(ReplyParser parser, string text)
    {
        var parts = new List<ReplyPart>();
        foreach (var unit in text) parser.Feed([unit], parts);
        parser.Finish(parts);
        return parts;
    }

    private static (string Thought, string Answer) Texts(List<ReplyPart> parts) =>
        (string.Concat(parts.OfType<ReasoningDelta>().Select(part => part.Text)), string.Concat(parts.OfType<ContentDelta>().Select(part => part.Text)));
}
