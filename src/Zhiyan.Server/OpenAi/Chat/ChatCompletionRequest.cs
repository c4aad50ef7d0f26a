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
        ToolChoice = Choice(body["tool_choice"]);
        ParallelToolCalls = body["parallel_tool_calls"].Flag();
        MaxTokens = body["max_tokens"].Count(1, int.MaxValue);
        MaxCompletionTokens = body["max_completion_tokens"].Count(1, int.MaxValue);
        Logprobs = body["logprobs"].Flag() ?? false;
        TopLogprobs = body["top_logprobs"].Count(0, 20);
        if (TopLogprobs is not null && !Logprobs) throw body["top_logprobs"].Wrong("asked for together with logprobs: true");
        ChatTemplateKwargs = body["chat_template_kwargs"].Object();
        ResponseFormat = Format(body["response_format"]);
        if (!body["functions"].IsMissing) throw body["functions"].NotBuilt("it was replaced by tools; send those.");
        foreach (var modality in body["modalities"].Items(8))
            if (modality.Text() != "text") throw modality.NotBuilt("this version writes text only.");
    }

    [Mandatory, Description("The conversation: objects with role (system, developer, user, assistant, tool) and content (a string or text parts).")]
    public IReadOnlyList<JsonObject> Messages { get; }

    [Description("Tools the model may call: {type: function, function: {name, description, parameters}}.")]
    public IReadOnlyList<JsonObject> Tools { get; }

    [Description("auto or none.")]
    public string ToolChoice { get; }

    [Description("Taken, and without effect: the model decides.")]
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

    [Description("{type: text} only.")]
    public JsonObject? ResponseFormat { get; }

    public ChatRequest For(IReplyEngine engine, int choice) => new()
    {
        Messages = Messages,
        Tools = ToolChoice == "none" ? [] : Tools,
        TemplateVariables = ChatTemplateKwargs,
        MaxTokens = MaxCompletionTokens ?? MaxTokens,
        Sampling = SamplingOver(engine.DefaultSampling, engine.VocabularySize, choice),
        Stop = Stop,
        Logprobs = Logprobs ? TopLogprobs ?? 0 : null,
        Truncate = Truncate,
    };

    private static string Choice(Field choice)
    {
        if (choice.IsMissing || choice.IsText && choice.Text() is "auto") return "auto";
        if (choice.IsText && choice.Text() is "none") return "none";
        if (choice.IsText && choice.Text() is not "required") throw choice.Wrong("auto or none");
        throw choice.NotBuilt("a call cannot be forced by this version, only by a later one; send auto or none.");
    }

    private static JsonObject? Format(Field format)
    {
        if (format.IsMissing || format["type"].Text() == "text") return format.Object();
        throw format["type"].NotBuilt("replies cannot be held to JSON or a schema by this version, only by a later one; send text, or leave it out.");
    }
}
