using System.Numerics;
using Zhiyan.Inference.Templates.Running;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>Which indices Python's <c>[start:stop:step]</c> and <c>[index]</c> name in a sequence of a given length.</summary>
internal static class Indices
{
    /// <summary>The place of an index that may count from the end, or −1 where there is none.</summary>
    public static int Of(Value key, int length)
    {
        if (!Numbers.TryInteger(key, out var index)) return -1;
        if (index < 0) index += length;
        return index >= 0 && index < length ? (int)index : -1;
    }

    public static (int Start, int Step, int Count) Slice(Value? start, Value? stop, Value? step, int length)
    {
        var stride = Bound(step) ?? 1;
        if (stride.IsZero) throw TemplateException.Type("slice step cannot be zero");
        bool back = stride < 0;
        int low = back ? -1 : 0, high = back ? length - 1 : length;
        var first = Clamp(Bound(start), length, low, high) ?? (back ? high : low);
        var last = Clamp(Bound(stop), length, low, high) ?? (back ? low : high);
        int distance = back ? first - last : last - first;
        int by = (int)BigInteger.Min(BigInteger.Abs(stride), int.MaxValue);
        int count = distance <= 0 ? 0 : (distance - 1) / by + 1;
        return (first, back ? -by : by, count);
    }

    /// <summary>The chosen elements as an array, each one a step.</summary>
    public static Value[] Pick(IReadOnlyList<Value> items, Value? start, Value? stop, Value? step, Rendering rendering)
    {
        var (first, by, count) = Slice(start, stop, step, items.Count);
        rendering.Step(count);
        var picked = new Value[count];
        for (int i = 0; i < count; i++) picked[i] = items[first + i * by];
        return picked;
    }

    private static BigInteger? Bound(Value? value) => value switch
    {
        null or NoneValue => null,
        UndefinedValue undefined => throw undefined.Error(),
        _ when Numbers.TryInteger(value, out var number) => number,
        _ => throw TemplateException.Type("slice indices must be integers or None or have an __index__ method"),
    };

    private static int? Clamp(BigInteger? bound, int length, int low, int high)
    {
        if (bound is not { } index) return null;
        if (index < 0) index += length;
        return index < low ? low : index > high ? high : (int)index;
    }
}
