using System.Text.Json.Serialization;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Embeddings;
using Zhiyan.Inference.Formats;
using Zhiyan.Inference.Generation;
using Zhiyan.Inference.Templates;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Errors;

/// <summary>What went wrong, in OpenAI's shape, with the HTTP status that goes with it.</summary>
internal sealed record ApiError(
    [property: JsonIgnore] int Status,
    string Message,
    string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Code)
{
    private const string InvalidRequest = "invalid_request_error";
    private const string ServerError = "server_error";

    /// <summary>Long enough for a reply of a few hundred tokens to end.</summary>
    private const int RetrySeconds = 5;

    [JsonIgnore]
    public int? RetryAfterSeconds { get; private init; }

    public static ApiError Invalid(string? param, string message, string? code = null) => new(400, message, InvalidRequest, param, code);

    public static ApiError Refused(string? param, ConstraintException constraint) =>
        Invalid(param, $"{param ?? "what the reply is to be held to"} cannot be honoured: {constraint.Message}", "invalid_constraint");

    public static ApiError NotFound(string? param, string message, string code) => new(404, message, InvalidRequest, param, code);

    public static ApiError Unauthorized(string message) => new(401, message, InvalidRequest, null, "invalid_api_key");

    public static ApiError Forbidden(string message, string code) => new(403, message, "permission_error", null, code);

    public static ApiError Conflict(string message, string code) => new(409, message, InvalidRequest, null, code);

    public static ApiError UnsupportedMediaType(string? type) =>
        new(415, $"Content-Type is {(string.IsNullOrEmpty(type) ? "missing" : type)}; send application/json.", InvalidRequest, null, "unsupported_media_type");

    /// <summary>Nothing is wrong with the request; it may be sent again.</summary>
    public static ApiError Unavailable(string message, string code) => new(503, message, ServerError, null, code) { RetryAfterSeconds = RetrySeconds };

    public static ApiError LoadingFailed(string model, string reason) => new(503, $"{model} cannot be loaded: {reason}", ServerError, "model", "model_loading_failed");

    public static ApiError ShuttingDown { get; } = Unavailable("the server is shutting down.", "shutting_down");

    /// <summary>For a response that some part of ASP.NET Core left without a body.</summary>
    public static ApiError OfStatus(int status, HttpRequest request) => status switch
    {
        404 => NotFound(null, $"there is nothing at {request.Method} {request.Path.ToUriComponent()}; /docs lists what there is.", "unknown_url"),
        405 => new(405, $"{request.Path.ToUriComponent()} does not take {request.Method}; /docs lists what there is.", InvalidRequest, null, "method_not_supported"),
        413 => TooLarge(),
        415 => UnsupportedMediaType(request.ContentType),
        >= 500 => new(status, "the server failed.", ServerError, null, "internal_error"),
        _ => new(status, $"the request was refused with status {status}.", InvalidRequest, null, null),
    };

    /// <summary>What an exception means to a client. Those of unknown kinds say no more than that something failed.</summary>
    public static ApiError From(Exception error) => error switch
    {
        ApiException known => known.Error,
        BadHttpRequestException { StatusCode: 413 } => TooLarge(),
        BadHttpRequestException bad => new(bad.StatusCode, bad.Message, InvalidRequest, null, "bad_request"),
        ContextOverflowException overflow => Invalid(null, overflow.Message, "context_length_exceeded"),
        ConstraintException refused => Refused(null, refused),
        TextTooLongException overlong => Invalid(null, overlong.Message, "context_length_exceeded"),
        ProviderException far => new(502, far.Message, ServerError, "model", "provider_failed"),
        EngineBusyException busy => Unavailable(busy.Message, "queue_full") with { RetryAfterSeconds = Math.Max(1, busy.RetryAfterSeconds) },
        TemplateException refused => Invalid("messages", $"the model's chat template refuses these messages: {refused.Message}", "template_error"),
        ModelFormatException unfit => Invalid("model", unfit.Message, "unsupported_model"),
        Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.CharacterNotInRepertoire } => WholeText.Refusal().Error,
        InvalidDataException form => Invalid(null, form.Message, "invalid_form"),      // what ASP.NET Core says of a form that is too large or cut short
        ArgumentException argument => Invalid(argument.ParamName, argument.Message),
        OperationCanceledException or ObjectDisposedException => ShuttingDown,
        _ => new(500, "the server failed; its log says why.", ServerError, null, "internal_error"),
    };

    private static ApiError TooLarge() => new(413, $"the body is larger than {ServerSettings.MaxBodyBytes:N0} bytes.", InvalidRequest, null, "request_too_large");
}

internal sealed record ErrorResponse(ApiError Error);
