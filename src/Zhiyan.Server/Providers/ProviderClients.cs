using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Anthropic;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Zhiyan.Server.Providers;

/// <summary>Makes the SDKs' clients for a provider. They are cheap: connections are shared by all of them.</summary>
internal sealed class ProviderClients(ProviderConnections connections)
{
    /// <summary>The SDKs' own limits lie above that of <see cref="ExternalChatClient.LongestSilence"/>, which is the one that counts.</summary>
    private static readonly TimeSpan longestReply = TimeSpan.FromHours(2);

    private const int DefaultOutputTokens = 8_192;

    public IChatClient Chat(ProviderSettings provider, string? key, string model) => provider.Kind == ProviderKind.Anthropic
        ? Anthropic(provider, key).AsIChatClient(model, DefaultOutputTokens)
        : OpenAi(provider, key).GetChatClient(model).AsIChatClient();

    /// <summary>The models that a provider says it has.</summary>
    public async Task<IReadOnlyList<ProviderModel>> Models(ProviderSettings provider, string? key, CancellationToken cancellation)
    {
        if (provider.Kind == ProviderKind.Anthropic)
        {
            var page = await Anthropic(provider, key).Models.List(new() { Limit = ProviderSettings.MostModels }, cancellation);
            return [.. page.Items.Select(model => new ProviderModel(model.ID, model.DisplayName) { Context = (int?)model.MaxInputTokens })];
        }
        var answer = await OpenAi(provider, key).GetOpenAIModelClient().GetModelsAsync(new RequestOptions { CancellationToken = cancellation });
        using var list = JsonDocument.Parse(answer.GetRawResponse().Content);
        var models = list.RootElement.GetProperty("data");      // the SDK would take anything for a list of none
        if (models.ValueKind == JsonValueKind.Null) return [];  // what some servers write for none
        return [.. models.EnumerateArray().Take(ProviderSettings.MostModels).Select(model => model.GetProperty("id").GetString()!).Select(id => new ProviderModel(id, id))];
    }

    private OpenAIClient OpenAi(ProviderSettings provider, string? key) => new(new ApiKeyCredential(key ?? "none"), new OpenAIClientOptions
    {
        Endpoint = new Uri(provider.BaseUrl),
        Transport = new HttpClientPipelineTransport(connections.Client),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),     // it would wait as long as a provider asks it to, without a word
        NetworkTimeout = longestReply,
        ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
    });

    private AnthropicClient Anthropic(ProviderSettings provider, string? key) => new()
    {
        ApiKey = key ?? "none",     // without one the SDK would look for its own in the environment
        BaseUrl = provider.BaseUrl,
        HttpClient = connections.Client,
        MaxRetries = 0,
        Timeout = longestReply,
    };
}
