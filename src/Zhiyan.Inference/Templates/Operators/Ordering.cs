using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Operators;

/// <summary>
/// Python's order of values: numbers with numbers, strings with strings, sequences element by element; all else is a type error.
/// </summary>
internal static class Ordering
{
    /// <summary>Whether <paramref name="left"/> operator <paramref name="right"/> holds, for one of &lt; &lt;= &gt; &gt;=.</summary>
    public static bool Holds(string symbol, Value left, Value right)
    {
        if ((left as UndefinedValue ?? right as UndefinedValue) is { } undefined) throw undefined.Error();
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right)) return Numbers.Compare(left, right) is { } order && Holds(symbol, order);
        if (left is StringValue a && right is StringValue b) return Holds(symbol, CodePointOrder.Compare(a.Text, b.Text));
        if (left is not SequenceValue x || right is not SequenceValue y || x.TypeName != y.TypeName)
            throw TemplateException.Type($"'{symbol}' not supported between instances of '{left.TypeName}' and '{right.TypeName}'");
        NativeStack.Ensure();
        for (int i = 0; i < Math.Min(x.Items.Count, y.Items.Count); i++)
            if (!x.Items[i].Equals(y.Items[i])) return Holds(symbol, x.Items[i], y.Items[i]);
        return Holds(symbol, x.Items.Count.CompareTo(y.Items.Count));
    }

    private static bool Holds(string symbol, int order) =>
        symbol switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
}
