using System.ComponentModel;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Chat;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Json;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.OpenAi.Chat;

/// <summary>The body of POST /v1/chat/completions. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class ChatCompletionRequest : GenerationFields
{
    public ChatCompletionRequest(Field body) : base(body)
    {
        Messages = ChatMessageFields.Messages(body["messages"]);
        Tools = ChatMessageFields.Tools(body["tools"]);
        ToolChoice = body["tool_choice"].Node();
        Selection = ToolSelection.Read(body["tool_choice"], Tools);
        ParallelToolCalls = body["parallel_tool_calls"].Flag();
        MaxTokens = body["max_tokens"].Count(1, int.MaxValue);
        MaxCompletionTokens = body["max_completion_tokens"].Count(1, int.MaxValue);
        Logprobs = body["logprobs"].Flag() ?? false;
        TopLogprobs = body["top_logprobs"].Count(0, 20);
        if (TopLogprobs is not null && !Logprobs) throw body["top_logprobs"].Wrong("asked for together with logprobs: true");
        ChatTemplateKwargs = body["chat_template_kwargs"].Object();
        ThinkingBudget = body["thinking_budget"].Count(0, int.MaxValue);
        ReasoningEffort = Effort(body["reasoning_effort"]);
        ContinueFinalMessage = body["continue_final_message"].Flag() ?? false;
        if (ContinueFinalMessage && (Messages.Count < 2 || (string?)Messages[^1]["role"] != "assistant" || Messages[^1]["tool_calls"] is JsonArray { Count: > 0 }))
            throw body["continue_final_message"].Wrong("sent with messages that end with the assistant's text to go on with");
        if (!body["functions"].IsMissing) throw body["functions"].NotBuilt("it was replaced by tools; send those.");
        foreach (var modality in body["modalities"].Items(8))
            if (modality.Text() != "text") throw modality.NotBuilt("this version writes text only.");
    }

    [Mandatory, Description("The conversation: objects with role (system, developer, user, assistant, tool) and content (a string or text parts).")]
    public IReadOnlyList<JsonObject> Messages { get; }

    [Description("Tools the model may call: {type: function, function: {name, description, parameters, strict}}. With strict: true a call's arguments are held to its parameters.")]
    public IReadOnlyList<JsonObject> Tools { get; }

    [Description("auto, none, required, {type: function, function: {name}}, or {type: allowed_tools, allowed_tools: {mode, tools}}.")]
    public JsonNode? ToolChoice { get; }

    [Description("false allows one call in a reply at most.")]
    public bool? ParallelToolCalls { get; }

    [Description("The older name of max_completion_tokens.")]
    public int? MaxTokens { get; }

    [Description("Tokens to make at most; without it, as many as the context holds.")]
    public int? MaxCompletionTokens { get; }

    [Description("Tell the log-probability of each token.")]
    public bool Logprobs { get; }

    [Description("With logprobs: also those of this many of the likeliest tokens, up to 20.")]
    public int? TopLogprobs { get; }

    [Description("Further variables of the chat template, such as enable_thinking.")]
    public JsonObject? ChatTemplateKwargs { get; }

    [Description("Tokens that reasoning may take before it is ended and the answer begins.")]
    public int? ThinkingBudget { get; }

    [Description("none, minimal, low, medium, high or xhigh: a variable of the chat template. none also sets thinking_budget to 0 where that is not given.")]
    public string? ReasoningEffort { get; }

    [Description("The last message is the beginning of the assistant's reply: go on with it, and send what comes after. It may have reasoning_content.")]
    public bool ContinueFinalMessage { get; }

    internal ToolSelection Selection { get; }

    protected override string? ConstrainedBy => Constraint is null ? "tools" : Selection.HasStrictTools ? null : Constraint.Path;

    public ChatRequest For(IReplyEngine engine, int choice) => new()
    {
        Messages = Messages,
        Tools = Selection.Tools,
        ToolChoice = Selection.Choice,
        ParallelToolCalls = ParallelToolCalls ?? true,
        Constraint = Constraint?.Constraint,
        ReasoningBudget = ThinkingBudget ?? (ReasoningEffort == "none" ? 0 : null),
        Priority = Priority,
        User = FairUser,
        TemplateVariables = Variables(),
        MaxTokens = MaxCompletionTokens ?? MaxTokens,
        Sampling = SamplingOver(engine.DefaultSampling, engine.VocabularySize, choice),
        Stop = Stop,
        Logprobs = Logprobs ? TopLogprobs ?? 0 : null,
        Truncate = Truncate,
        Continue = ContinueFinalMessage,
    };

    private JsonObject? Variables()
    {
        if (ReasoningEffort is null) return ChatTemplateKwargs;
        var variables = ChatTemplateKwargs?.DeepClone().AsObject() ?? [];
        variables.TryAdd("reasoning_effort", ReasoningEffort);
        return variables;
    }

    private static string? Effort(Field effort) => effort.Text() is null or "none" or "minimal" or "low" or "medium" or "high" or "xhigh"
        ? effort.Text()
        : throw effort.Wrong("none, minimal, low, medium, high or xhigh");
}
