using System.ClientModel;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Anthropic.Exceptions;

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
        AnthropicSseException broken => new ProviderException(provider.Name, ProviderFault.Failed, $"it broke off{Said(broken.ApiMessage, key)}."),
        TimeoutException => TimedOut(provider, null),
        _ => OfCause(error, provider),
    };

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
                    return new(provider.Name, ProviderFault.Failed, $"the connection to {host} broke off; try again.");
            }
        }
        return new(provider.Name, ProviderFault.Failed, $"it failed ({error.GetType().Name}); try again.");
    }

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException) yield return cause;
    }

    public static ProviderException NotAnEndpoint(ProviderSettings provider, int? status = null)
    {
        var (api, hint) = provider.Kind == ProviderKind.Anthropic ? ("Anthropic's", "") : ("OpenAI's", ", which often ends in /v1");
        return new(provider.Name, ProviderFault.NotAnEndpoint, $"what answers at {provider.BaseUrl} does not speak {api} API; check the base URL{hint}.", status);
    }

    private static ProviderException OfStatus(int status, string? reason, ProviderSettings provider, string? key, string? model) => (HttpStatusCode)status switch
    {
        HttpStatusCode.Unauthorized => new(provider.Name, ProviderFault.WrongKey, "it does not know the key (status 401); enter it again.", status),
        HttpStatusCode.Forbidden => new(provider.Name, ProviderFault.WrongKey, $"the key may not do this (status 403){Said(reason, key)}.", status),
        HttpStatusCode.NotFound when reason is null || model is null => NotAnEndpoint(provider, status),
        HttpStatusCode.NotFound => new(provider.Name, ProviderFault.ModelNotFound, $"it has no model '{model}' (status 404){Said(reason, key)}.", status),
        HttpStatusCode.TooManyRequests => new(provider.Name, ProviderFault.TooManyRequests, $"it takes no more requests now (status 429){Said(reason, key)}; try again later.", status),
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => new(provider.Name, ProviderFault.TimedOut, $"it took too long (status {status}); try again.", status),
        HttpStatusCode.MethodNotAllowed => NotAnEndpoint(provider, status),
        _ when status is >= 300 and < 400 => NotAnEndpoint(provider, status),
        _ when status >= 500 => new(provider.Name, ProviderFault.Failed, $"it failed (status {status}){Said(reason, key)}; try again later.", status),
        _ => new(provider.Name, ProviderFault.Refused, $"it refused the request (status {status}){Said(reason, key)}.", status),
    };

    /// <summary>The message of an error in OpenAI's or Anthropic's shape; null for anything else.</summary>
    private static string? ReasonIn(string? body)
    {
        try
        {
            using var json = JsonDocument.Parse(body ?? "");
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error)
                ? error.ValueKind == JsonValueKind.String ? error.GetString()
                : error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()
                : null
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What a provider says may repeat the key it was sent.</summary>
    private static string Said(string? reason, string? key)
    {
        if (string.IsNullOrWhiteSpace(reason)) return "";
        if (!string.IsNullOrEmpty(key)) reason = reason.Replace(key, "…", StringComparison.Ordinal);
        reason = reason.Trim().TrimEnd('.');
        return ": " + (reason.Length <= LongestReason ? reason : reason[..LongestReason] + "…");
    }
}
