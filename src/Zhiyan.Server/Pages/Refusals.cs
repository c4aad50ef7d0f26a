using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Pages;

/// <summary>Says in the reader's language why something was refused: by the text error.code.* of its code where there is one, else in the server's own words.</summary>
internal static class Refusals
{
    public static ApiError In(Texts texts, ApiError error) =>
        texts.Has($"error.code.{error.Code}") ? error with { Message = texts[$"error.code.{error.Code}", ("detail", error.Message)] } : error;
}
