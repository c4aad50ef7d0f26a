using Zhiyan.Knowledge.Reading;
using Zhiyan.Server.Pages;

namespace Zhiyan.Server.Libraries;

/// <summary>Why a file, or a part of one, was not read, in the language of the page.</summary>
internal static class ReasonWords
{
    public static string Of(Reason reason, Texts texts)
    {
        (string, object)[] values = [.. reason.Arguments.Select((argument, index) => (index.ToString(), (object)argument))];
        var sentence = texts[Key(reason.Code), values];
        return reason.Part is { } part ? texts["libraries.reason.of", ("part", part), ("reason", sentence)] : sentence;
    }

    internal static string Key(ReasonCode code) => $"libraries.reason.{LibraryJson.Name(code)}";
}
