using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Operators;

/// <summary>A stable sort by Python's order, which needs no total order and fails where two keys cannot be compared.</summary>
internal static class Sorting
{
    public static IReadOnlyList<T> Sort<T>(IReadOnlyList<T> items, Func<T, Value> key, Rendering rendering, bool descending = false)
    {
        // Equal items keep their order also when descending, as in Python; OrderBy is stable, List.Sort is not.
        var comparer = Comparer<Value>.Create((left, right) =>
        {
            rendering.Step();
            return Ordering.Holds("<", left, right) ? -1 : Ordering.Holds("<", right, left) ? 1 : 0;
        });
        var keyed = items.Select(item => (Item: item, Key: key(item))).ToList();
        try
        {
            return [.. (descending
                ? keyed.OrderByDescending(pair => pair.Key, comparer)
                : keyed.OrderBy(pair => pair.Key, comparer)).Select(pair => pair.Item)];
        }
        catch (InvalidOperationException error) when (error.InnerException is TemplateException inner)
        {
            throw inner;
        }
    }
}
