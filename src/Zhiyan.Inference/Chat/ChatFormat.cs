using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Models;
using Zhiyan.Inference.Sampling;
using Zhiyan.Inference.Templates;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Chat;

/// <summary>How a model chats: its template makes the prompt, and a parser takes the reply apart again.</summary>
internal sealed class ChatFormat(Model model, ModelCard card)
{
    private const string StartOfReasoning = "<think>";
    private const string EndOfReasoning = "</think>";

    private static readonly string[] Reserved = ["messages", "tools", "bos_token", "eos_token", "unk_token", "pad_token"];

    private readonly bool knowsDeveloper = model.ChatTemplateText?.Contains("developer", StringComparison.Ordinal) is true;

    private readonly bool knowsReasoning = model.ChatTemplateText?.Contains(EndOfReasoning, StringComparison.Ordinal) is true;

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

    public RenderedText Render(ChatRequest request) => Render(request, [.. request.Messages.Select(Message)]);

    public async IAsyncEnumerable<ChatEvent> Reply(Engine engine, ChatRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.ToolChoice.Mode == ToolChoiceMode.None) request = request with { Tools = [] };
        var bareJson = card.ToolCalls == ModelCard.BareJson;
        var constraint = ReplyForm.Of(request, bareJson, engine.CanHonour);
        var (prompt, tokens, dropped) = Prompt(engine, request);
        var isThinking = prompt.Text.AsSpan().TrimEnd().EndsWith(StartOfReasoning);
        var parser = ReplyParser.Create("hermes", new ReplyOptions
        {
            Tools = Definitions(request.Tools),
            BareJson = bareJson && constraint is null or ToolCallConstraint { Required: false, Content: null, BareJson: true },
            PromptOpensReasoning = isThinking,
        });
        var calledTools = false;
        var generation = new GenerationRequest
        {
            Prompt = tokens,
            MaxTokens = request.MaxTokens,
            Sampling = request.Sampling ?? engine.DefaultSampling,
            Stop = request.Stop,
            Logprobs = request.Logprobs,
            Constraint = constraint,
            Reasoning = isThinking || knowsReasoning ? new Reasoning(StartOfReasoning, EndOfReasoning, request.ReasoningBudget, isThinking) : null,
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

    /// <summary>The prompt in text and tokens; where it is too long and the caller allows it, without its oldest messages.</summary>
    private (RenderedText Prompt, int[] Tokens, int Dropped) Prompt(Engine engine, ChatRequest request)
    {
        var messages = request.Messages.Select(Message).ToList();
        var prompt = Render(request, messages);
        var tokens = engine.Tokenize(prompt);
        var room = engine.Context - (request.MaxTokens ?? 1);
        if (tokens.Length <= room || !request.Truncate) return (prompt, tokens, 0);

        if (request.MaxTokens is null) room = engine.Context - Math.Min(engine.Context / 4, 1_024);
        var whole = tokens.Length;
        foreach (var shorter in Shortened(messages))
        {
            prompt = Render(request, shorter);
            tokens = engine.Tokenize(prompt);
            if (tokens.Length <= room) return (prompt, tokens, whole - tokens.Length);
        }
        throw new ContextOverflowException(tokens.Length, request.MaxTokens, engine.Context);
    }

    /// <summary>The conversation from each later user message on, with its system messages; halving first, so that few of them are rendered.</summary>
    private static IEnumerable<List<JsonObject>> Shortened(List<JsonObject> messages)
    {
        var starts = Enumerable.Range(1, messages.Count - 1).Where(index => Role(messages[index]) == "user").ToList();
        for (var from = 0; from < starts.Count; from += Math.Max(1, (starts.Count - from) / 8))
            yield return [.. messages.Take(starts[from]).Where(message => Role(message) == "system"), .. messages.Skip(starts[from])];
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
