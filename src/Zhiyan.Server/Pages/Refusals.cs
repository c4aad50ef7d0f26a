using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Pages;

/// <summary>Says in the reader's language why the pages' API refused something: by the text refusal.{code} where there is one, else in the server's own words.</summary>
internal static class Refusals
{
    public static ApiError In(Texts texts, ApiError error) => error.Code is { } code && texts.Find($"refusal.{code}") is { } told ? error with { Message = told } : error;
}
