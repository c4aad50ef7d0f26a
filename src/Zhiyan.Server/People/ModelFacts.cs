using System.Globalization;
using Zhiyan.Server.Models;
using Zhiyan.Server.Pages;

namespace Zhiyan.Server.People;

/// <summary>What people are told of a model beside its name.</summary>
internal static class ModelFacts
{
    public static IEnumerable<string> Of(ChatModel model, Texts texts)
    {
        yield return model.Provider ?? texts["model.local"];
        if (model.Bytes is { } bytes) yield return texts["model.size", ("gigabytes", (bytes / 1e9).ToString("F1", CultureInfo.CurrentCulture))];
        if (model.Context is { } context) yield return texts["model.context", ("count", context)];
        if (model.Abilities.Vision) yield return texts["model.vision"];
        if (model.Abilities.Tools) yield return texts["model.tools"];
        if (model.Abilities.Reasoning) yield return texts["model.reasoning"];
    }
}
