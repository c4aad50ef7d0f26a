using System.Numerics;
using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>A range of at most <see cref="MaxCount"/> integers, which is the sandbox's bound.</summary>
internal sealed class RangeValue : Value
{
    private const int MaxCount = 100_000;
    private readonly BigInteger start, stop, step;
    private readonly int count;

    public RangeValue(BigInteger start, BigInteger stop, BigInteger step)
    {
        if (step.IsZero) throw TemplateException.Type("range() arg 3 must not be zero");
        (this.start, this.stop, this.step) = (start, stop, step);
        var distance = step.Sign > 0 ? stop - start : start - stop;
        var size = distance.Sign <= 0 ? BigInteger.Zero : (distance - 1) / BigInteger.Abs(step) + 1;
        if (size > MaxCount) throw TemplateException.Type($"range too big: the sandbox blocks ranges larger than {MaxCount}");
        count = (int)size;
    }

    public override string TypeName => "range";

    public override bool IsTrue => count > 0;

    public override int? Length => count;

    public override bool IsIterable => true;

    public override IEnumerable<Value> Iterate()
    {
        for (int i = 0; i < count; i++) yield return At(i);
    }

    public override Value? Attribute(string name) => SequenceMethods.OfRange(this, name);

    public override Value? Item(Value key)
    {
        int index = Indices.Of(key, count);
        return index < 0 ? null : At(index);
    }

    public override Value Slice(Value? start, Value? stop, Value? step, Rendering rendering)
    {
        var (first, by, length) = Indices.Slice(start, stop, step, count);
        return new RangeValue(Number(first), Number(first + by * length), this.step * by);
    }

    public override void WriteRepr(TextBuilder builder)
    {
        builder.Append($"range({start}, {stop}");
        if (!step.IsOne) builder.Append($", {step}");
        builder.Append(")");
    }

    public override bool Equals(object? other) => other is RangeValue range && Iterate().SequenceEqual(range.Iterate());

    public override int GetHashCode() => count;

    private BigInteger Number(int index) => start + step * index;

    private IntegerValue At(int index) => IntegerValue.Of(Number(index));
}
