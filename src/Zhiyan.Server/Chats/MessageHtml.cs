using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Zhiyan.Server.Markdown;

namespace Zhiyan.Server.Chats;

/// <summary>Messages as articles of the page, in the language of the request: what the first page holds and what comes later are drawn by the same component.</summary>
internal sealed class MessageHtml(ChatStores stores, IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>One message; empty where it is gone.</summary>
    /// <param name="isNew">It has just begun, so what there is of its text is still to be told.</param>
    public async Task<string> Of(Guid chat, Guid message, MarkdownOptions options, bool isNew = false)
    {
        var row = await Conversation.ReadOne(stores.Of(chat), chat, message);
        return row is null ? "" : await Of([isNew ? row with { Live = LiveText.None } : row], options);
    }

    public async Task<string> Of(IReadOnlyList<MessageRow> rows, MarkdownOptions options)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parts = new List<string>();
            foreach (var row in rows)
            {
                var made = await renderer.RenderComponentAsync<MessageView>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(MessageView.Row)] = row, [nameof(MessageView.Options)] = options }));
                parts.Add(made.ToHtmlString());
            }
            return string.Concat(parts);
        });
    }
}
