using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>The methods of lists, tuples and ranges.</summary>
internal static class SequenceMethods
{
    private static readonly Function Count = new("count", CountOf, 1, "value");
    private static readonly Function Index = new("index", IndexOf, 1, "value", "start", "stop");
    private static readonly Function Copy = new("copy", call => call.Subject);

    private static readonly Methods List = new(
        [Count, Index, Copy], ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"], []);
    private static readonly Methods Fixed = new([Count, Index], [], []);

    public static Value? OfList(ListValue list, string name) => List.Find(list, name);

    public static Value? OfTuple(TupleValue tuple, string name) => Fixed.Find(tuple, name);

    public static Value? OfRange(RangeValue range, string name) => Fixed.Find(range, name);

    private static IntegerValue CountOf(Call call) => IntegerValue.Of(call.Rendering.Each(call.Subject).Count(call[0]!.Equals));

    private static IntegerValue IndexOf(Call call)
    {
        var (start, _, count) = Indices.Slice(call[1], call[2], null, call.Subject.Length!.Value);
        int index = start;
        foreach (var item in call.Rendering.Each(call.Subject).Skip(start).Take(count))
        {
            if (item.Equals(call[0])) return IntegerValue.Of(index);
            index++;
        }
        throw TemplateException.Type($"the value is not in the {call.Subject.TypeName}");
    }
}
