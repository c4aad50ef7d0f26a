using System.Collections.Frozen;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>Every filter by name.</summary>
internal static class Filters
{
    private static readonly FrozenDictionary<string, Function> All = TextFilters.All.Concat(NumberFilters.All).Concat(SequenceFilters.All)
        .Concat(MappingFilters.All).Concat(SelectionFilters.All).Concat(MarkupFilters.All).ToFrozenDictionary(filter => filter.Name);

    public static Function? Find(string name) => All.GetValueOrDefault(name);
}
