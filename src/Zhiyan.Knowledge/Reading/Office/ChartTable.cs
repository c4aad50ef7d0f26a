using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>The numbers that a chart was drawn from, as a table: a row for each category, a column for each series.</summary>
internal static class ChartTable
{
    /// <summary>Points of a series beyond these are left out.</summary>
    private const int MaximumPoints = 10_000;

    public static IEnumerable<IEnumerable<string>> Rows(XElement chart)
    {
        var series = chart.All("ser").Take(100).ToList();
        if (series.Count == 0) yield break;
        var title = string.Concat(chart.All("title").Take(1).SelectMany(found => found.All("t")).Select(text => text.Value));
        yield return [title, .. series.Select(one => Points(one.Child("tx")).GetValueOrDefault(0, ""))];
        var categories = Points(series[0].Child("cat") ?? series[0].Child("xVal"));
        var values = series.Select(one => Points(one.Child("val") ?? one.Child("yVal"))).ToList();
        foreach (var index in values.SelectMany(one => one.Keys).Concat(categories.Keys).Distinct().Order())
            yield return [categories.GetValueOrDefault(index, ""), .. values.Select(one => one.GetValueOrDefault(index, ""))];
    }

    private static Dictionary<int, string> Points(XElement? data)
    {
        var points = new Dictionary<int, string>();
        foreach (var point in data?.All("pt").Take(MaximumPoints) ?? []) points.TryAdd(point.Number("idx") ?? 0, point.Child("v")?.Value ?? "");
        return points;
    }
}
