namespace Zhiyan.Server.Errors;

/// <summary>Ends a request with an error that is meant for its sender.</summary>
internal sealed class ApiException(ApiError error) : Exception(error.Message)
{
    public ApiError Error => error;

    public static ApiException Invalid(string? param, string message, string? code = null) => new(ApiError.Invalid(param, message, code));
}
