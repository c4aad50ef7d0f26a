using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Pages;

/// <summary>Says in the reader's language why something was refused: by the text error.code.* of its code where there is one, else in the server's own words.</summary>
internal static class Refusals
{
    public static ApiError In(Texts texts, ApiError error) => error.Code is { } code && texts.Find($"error.code.{code}") is { } told ? error with { Message = told } : error;
}
