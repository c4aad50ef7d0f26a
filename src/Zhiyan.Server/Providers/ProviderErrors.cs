using System.ClientModel;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Zhiyan.Server.Providers;

/// <summary>Makes of what both SDKs throw one kind of error, with a text for people and without the key.</summary>
internal static class ProviderErrors
{
    private const int LongestReason = 300;

    public static ProviderException From(Exception error, ProviderSettings provider, string? key, string? model) => error switch
    {
        ProviderException known => known,
        ClientResultException { Status: > 0 } answered => OfStatus(answered.Status, ReasonIn(answered.GetRawResponse()?.Content.ToString()), provider, key, model),
        AnthropicApiException answered => OfStatus((int)answered.StatusCode, ReasonIn(answered.ResponseBody), provider, key, model),
        AnthropicSseException broken => InReply(broken.ApiMessage, provider, key),
        TimeoutException => TimedOut(provider, null),
        _ => OfCause(error, provider),
    };

    /// <summary>A provider that tells in the middle of a reply, or in place of one, what is wrong; null for a part of the reply.</summary>
    public static ProviderException? InReply(ChatResponseUpdate update, ProviderSettings provider, string? key) =>
        // The SDK reads past what it does not know.
        update.RawRepresentation is StreamingChatCompletionUpdate chunk && chunk.Patch.Contains("$.error"u8)
            ? InReply(ReasonOf(chunk.Patch.GetJson("$.error"u8)), provider, key)
            : null;

    /// <summary>What a provider means that refuses a request which ends with a begun reply.</summary>
    public static ProviderException Continuing(ProviderException refused) => refused.Fault == ProviderFault.Refused
        ? new(refused.Provider, ProviderFault.CannotContinue, $"it does not go on with a reply that was begun (status {refused.Status}){After(refused.Said)}; regenerate it instead.", refused.Status, refused.Said)
        : refused;

    public static ProviderException TimedOut(ProviderSettings provider, TimeSpan? limit) => new(
        provider.Name, ProviderFault.TimedOut, limit is { } known ? $"it said nothing for {known.TotalSeconds:0} seconds; try again, or look whether it runs." : "it took too long; try again.");

    /// <summary>The innermost exception tells best what happened.</summary>
    private static ProviderException OfCause(Exception error, ProviderSettings provider)
    {
        var host = new Uri(provider.BaseUrl).Authority;
        foreach (var cause in Causes(error).Reverse())
        {
            switch (cause)
            {
                case ForbiddenAddressException forbidden:
                    return new(provider.Name, ProviderFault.ForbiddenAddress, $"{host} leads to {forbidden.Address}, where no provider may be; correct the base URL.");
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return new(provider.Name, ProviderFault.HostNotFound, $"the host {host} was not found; check the base URL and the network.");
                case SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted }:
                    return BrokeOff(provider, host);
                case SocketException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }:
                    return new(provider.Name, ProviderFault.NotReached, $"{host} does not answer; look whether it runs and whether the base URL is right.");
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }:
                    return new(provider.Name, ProviderFault.NotReached, $"no secure connection to {host} could be made; check its certificate and the base URL.");
                case HttpRequestException { StatusCode: { } status }:
                    return OfStatus((int)status, null, provider, null, null);
                case JsonException or FormatException or KeyNotFoundException or AnthropicInvalidDataException:
                case InvalidOperationException and not ObjectDisposedException:
                    return NotAnEndpoint(provider);
                case HttpIOException or HttpRequestException or IOException:
                    return BrokeOff(provider, host);
            }
        }
        return new(provider.Name, ProviderFault.Failed, $"it failed ({error.GetType().Name}); try again.");
    }

    private static ProviderException BrokeOff(ProviderSettings provider, string host) => new(provider.Name, ProviderFault.BrokeOff, $"the connection to {host} broke off; try again.");

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException) yield return cause;
    }

    public static ProviderException NotAnEndpoint(ProviderSettings provider, int? status = null)
    {
        var (api, hint) = provider.Kind == ProviderKind.Anthropic ? ("Anthropic's", "") : ("OpenAI's", ", which often ends in /v1");
        return new(provider.Name, ProviderFault.NotAnEndpoint, $"what answers at {provider.BaseUrl} does not speak {api} API; check the base URL{hint}.", status);
    }

    private static ProviderException InReply(string? reason, ProviderSettings provider, string? key)
    {
        var said = Words(reason, key);
        return new(provider.Name, ProviderFault.Failed, $"it gave up in the middle of the reply{After(said)}.", null, said);
    }

    private static ProviderException OfStatus(int status, string? reason, ProviderSettings provider, string? key, string? model)
    {
        var said = Words(reason, key);
        var (fault, why) = (HttpStatusCode)status switch
        {
            HttpStatusCode.Unauthorized => (ProviderFault.WrongKey, "it does not know the key (status 401); enter it again."),
            HttpStatusCode.Forbidden => (ProviderFault.WrongKey, $"the key may not do this (status 403){After(said)}."),
            HttpStatusCode.NotFound when said is not null && model is not null => (ProviderFault.ModelNotFound, $"it has no model '{model}' (status 404){After(said)}."),
            HttpStatusCode.TooManyRequests => (ProviderFault.TooManyRequests, $"it takes no more requests now (status 429){After(said)}; try again later."),
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => (ProviderFault.TimedOut, $"it took too long (status {status}); try again."),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or (>= (HttpStatusCode)300 and < (HttpStatusCode)400) => (ProviderFault.NotAnEndpoint, ""),
            >= (HttpStatusCode)500 => (ProviderFault.Failed, $"it failed (status {status}){After(said)}; try again later."),
            _ => (ProviderFault.Refused, $"it refused the request (status {status}){After(said)}."),
        };
        return fault == ProviderFault.NotAnEndpoint ? NotAnEndpoint(provider, status) : new(provider.Name, fault, why, status, said);
    }

    /// <summary>The message of an error in OpenAI's or Anthropic's shape; null for anything else.</summary>
    private static string? ReasonIn(string? body)
    {
        try
        {
            using var json = JsonDocument.Parse(body ?? "");
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error) ? ReasonOf(error) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? ReasonOf(BinaryData error)
    {
        using var json = JsonDocument.Parse(error);
        return ReasonOf(json.RootElement);
    }

    private static string? ReasonOf(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.String => error.GetString(),
        JsonValueKind.Object when error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String => message.GetString(),
        _ => null,
    };

    /// <summary>What a provider says may repeat the key it was sent.</summary>
    private static string? Words(string? reason, string? key)
    {
        if (string.IsNullOrWhiteSpace(reason)) return null;
        if (!string.IsNullOrEmpty(key)) reason = reason.Replace(key, "…", StringComparison.Ordinal);
        reason = reason.Trim().TrimEnd('.');
        return reason.Length <= LongestReason ? reason : reason[..LongestReason] + "…";
    }

    private static string After(string? said) => said is null ? "" : $": {said}";
}
