using System.ComponentModel;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Chat;
using Zhiyan.Server.Json;
using Zhiyan.Server.OpenAi.Chat;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.Tokens;

/// <summary>The body of POST /apply-template: a conversation as for chat completions.</summary>
internal sealed class TemplateRequest(Field body)
{
    public string? Model { get; } = body["model"].Text();

    [Mandatory]
    public IReadOnlyList<JsonObject> Messages { get; } = ChatMessageFields.Messages(body["messages"]);

    public IReadOnlyList<JsonObject> Tools { get; } = ChatMessageFields.Tools(body["tools"]);

    [Description("Further variables of the chat template, such as enable_thinking.")]
    public JsonObject? ChatTemplateKwargs { get; } = body["chat_template_kwargs"].Object();

    [Description("End the prompt where the assistant's reply begins.")]
    public bool AddGenerationPrompt { get; } = body["add_generation_prompt"].Flag() ?? true;

    internal ChatRequest Conversation
    {
        get
        {
            var variables = ChatTemplateKwargs?.DeepClone().AsObject() ?? [];
            variables["add_generation_prompt"] = AddGenerationPrompt;
            return new ChatRequest { Messages = Messages, Tools = Tools, TemplateVariables = variables };
        }
    }
}
