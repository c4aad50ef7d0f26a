using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Templates;
using Zhiyan.Inference.Tokenizers;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Chat;

/// <summary>How a model chats: its template makes the prompt, and a parser takes the reply apart again.</summary>
internal sealed class ChatFormat(Model model, ModelCard card)
{
    private static readonly string[] Reserved = ["messages", "tools", "bos_token", "eos_token", "unk_token", "pad_token"];

    private readonly bool knowsDeveloper = model.ChatTemplateText?.Contains("developer", StringComparison.Ordinal) is true;

    private readonly bool knowsReasoning = model.ChatTemplateText?.Contains(BegunReply.EndOfReasoning, StringComparison.Ordinal) is true;

    private Template Template => model.ChatTemplate
        ?? throw new ModelFormatException($"{model.Path}: the model has no chat template; use completions, or a chat model.");

    /// <summary>The card's settings, else the model files', else ones that suit most chat models.</summary>
    public static SamplingSettings DefaultSampling(SamplingDefaults card, SamplingDefaults files) => new()
    {
        Temperature = card.Temperature ?? files.Temperature ?? 0.7f,
        TopK = card.TopK ?? files.TopK ?? 40,
        TopP = card.TopP ?? files.TopP ?? 0.95f,
        MinP = card.MinP ?? files.MinP ?? 0,
        RepetitionPenalty = card.RepetitionPenalty ?? files.RepetitionPenalty ?? 1,
    };

    public RenderedText Render(ChatRequest request) => Begin(request, Conversation(request)).Prompt;

    /// <summary>How much room a conversation takes, and what a request that allows it would leave out.</summary>
    public PromptSize Measure(Engine engine, ChatRequest request)
    {
        var whole = engine.Tokenize(Render(request)).Length;
        try
        {
            var (_, tokens, _, from) = Prompt(engine, request with { Truncate = true });
            return new PromptSize(whole, tokens.Length, engine.Context, [.. Enumerable.Range(0, from).Where(index => Role(request.Messages[index]) is not ("system" or "developer"))]);
        }
        catch (ContextOverflowException overflow)
        {
            return new PromptSize(whole, overflow.PromptTokens, engine.Context, []) { Fits = false };
        }
    }

    public async IAsyncEnumerable<ChatEvent> Reply(Engine engine, ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.ToolChoice.Mode == ToolChoiceMode.None) request = request with { Tools = [] };
        var bareJson = card.ToolCalls == ModelCard.BareJson;
        var constraint = ReplyForm.Of(request, bareJson, engine.CanHonour);
        var (begun, tokens, dropped, _) = Prompt(engine, request);
        if (constraint is not null && begun.Answer.Length > 0)
            throw new ArgumentException("a reply that is held to a form must be whole; leave the constraint and required or strict tools out, or do not continue.", nameof(request));
        var parser = ReplyParser.Create("hermes", new ReplyOptions
        {
            Tools = Definitions(request.Tools),
            BareJson = bareJson && constraint is null or ToolCallConstraint { Required: false, Content: null, BareJson: true },
            PromptOpensReasoning = begun.OpensReasoning,
        });
        if (request.Continue) parser = new ContinuedReplyParser(parser, begun);
        var calledTools = false;
        var generation = new GenerationRequest
        {
            Prompt = tokens,
            MaxTokens = request.MaxTokens,
            Sampling = request.Sampling ?? engine.DefaultSampling,
            Stop = request.Stop,
            Logprobs = request.Logprobs,
            Constraint = constraint,
            Reasoning = ReasoningOf(begun, request.ReasoningBudget),
            Priority = request.Priority,
            User = request.User,
        };

        await foreach (var step in engine.Generate(generation, cancellation))
        {
            var parts = new List<ReplyPart>();
            switch (step)
            {
                case PromptRead read:
                    yield return new ChatStarted(read.Tokens, read.CachedTokens);
                    break;
                case Generated made:
                    parser.Feed(made.Text, parts);
                    calledTools |= parts.Any(part => part is ToolCallPart);
                    yield return new ChatToken(made.Token, parts, made.Logprobs);
                    break;
                case Finished finished:
                    parser.Feed(finished.Text, parts);
                    parser.Finish(parts);
                    calledTools |= parts.Any(part => part is ToolCallPart);
                    yield return new ChatFinished(finished.Reason, calledTools, parts, finished.Usage with { DroppedTokens = dropped }, finished.Timings);
                    break;
            }
        }
    }

    /// <summary>
    /// The prompt in text and tokens; where it is too long and the caller allows it, without its oldest messages: then the conversation begins at
    /// the message From.
    /// </summary>
    private (BegunReply Begun, int[] Tokens, int Dropped, int From) Prompt(Engine engine, ChatRequest request)
    {
        var messages = Conversation(request);
        var begun = Begin(request, messages);
        var tokens = engine.Tokenize(begun.Prompt);
        var room = engine.Context - (request.MaxTokens ?? 1);
        if (tokens.Length <= room || !request.Truncate) return (begun, tokens, 0, 0);

        if (request.MaxTokens is null) room = engine.Context - Math.Min(engine.Context / 4, 1_024);
        var whole = tokens.Length;
        foreach (var (from, shorter) in Shortened(messages))
        {
            begun = Begin(request, shorter);
            tokens = engine.Tokenize(begun.Prompt);
            if (tokens.Length <= room) return (begun, tokens, whole - tokens.Length, from);
        }
        throw new ContextOverflowException(tokens.Length, request.MaxTokens, engine.Context);
    }

    /// <summary>The conversation from each later user message on, with its system messages; halving first, so that few of them are rendered.</summary>
    private static IEnumerable<(int From, List<JsonObject> Messages)> Shortened(List<JsonObject> messages)
    {
        var starts = Enumerable.Range(1, messages.Count - 1).Where(index => Role(messages[index]) == "user").ToList();
        for (var from = 0; from < starts.Count; from += Math.Max(1, (starts.Count - from) / 8))
            yield return (starts[from], [.. messages.Take(starts[from]).Where(message => Role(message) is "system" or "developer"), .. messages.Skip(starts[from])]);
    }

    /// <summary>The messages before the reply, whether it is a new one or to be gone on with.</summary>
    private List<JsonObject> Conversation(ChatRequest request)
    {
        if (request.Continue && request.Messages.Count < 2) throw new ArgumentException("there is nothing before the reply to continue; give the messages it answers too.");
        return [.. request.Messages.SkipLast(request.Continue ? 1 : 0).Select(Message)];
    }

    private BegunReply Begin(ChatRequest request, IReadOnlyList<JsonObject> messages)
    {
        var prompt = Render(request, messages);
        return request.Continue ? BegunReply.After(prompt, Message(request.Messages[^1])) : BegunReply.New(prompt);
    }

    /// <summary>Null where nothing is left to think: the model does not, or it answers already.</summary>
    private Reasoning? ReasoningOf(BegunReply begun, int? budget)
    {
        if (begun.Answer.Length > 0 || !(begun.IsThinking || knowsReasoning)) return null;
        if (budget is { } most && begun.Thought.Length > 0) budget = Math.Max(0, most - model.Tokenizer.Encode(begun.Thought, SpecialTokens.Plain, addBosEos: false).Length);
        return new Reasoning(BegunReply.StartOfReasoning, BegunReply.EndOfReasoning, budget, begun.IsThinking);
    }

    private RenderedText Render(ChatRequest request, IReadOnlyList<JsonObject> messages)
    {
        var variables = new JsonObject
        {
            ["messages"] = new JsonArray([.. messages.Select(message => message.DeepClone())]),
            ["tools"] = request.Tools.Count == 0 ? null : new JsonArray([.. request.Tools.Select(tool => tool.DeepClone())]),
            ["documents"] = null,
            ["add_generation_prompt"] = true,
            ["bos_token"] = TokenText(model.Tokenizer.Vocabulary.Bos),
            ["eos_token"] = TokenText(model.Tokenizer.Vocabulary.Eos),
        };
        foreach (var (name, value) in request.TemplateVariables ?? [])
        {
            // The template trusts some of these to hold control tokens; a request must not set them.
            if (Reserved.Contains(name)) throw new ArgumentException($"the template variable '{name}' is set by the engine; leave it out.", nameof(request));
            variables[name] = value?.DeepClone();
        }
        return Template.Render(variables);
    }

    private string TokenText(int? id) => id is { } known ? model.Tokenizer.TokenText(known) : "";

    private JsonObject Message(JsonObject message) =>
        ChatMessages.ForTemplate(message, knowsDeveloper);

    private static string? Role(JsonObject message) => (string?)message["role"];

    private static IReadOnlyList<ToolDefinition> Definitions(IReadOnlyList<JsonObject> tools) =>
        [.. tools.Select(tool => tool["function"] as JsonObject ?? tool).Select(function => new ToolDefinition(
            (string?)function["name"] ?? throw new ArgumentException("a tool has no name", nameof(tools)), (string?)function["description"], function["parameters"]))];
}
