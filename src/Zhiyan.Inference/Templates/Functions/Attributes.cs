using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>What the <c>attribute</c> argument of filters reads: a path of keys and indices with dots, several after commas.</summary>
internal static class Attributes
{
    /// <summary>Reads one path; an undefined member gives <paramref name="fallback"/> where there is one.</summary>
    public static Func<Value, Value> Reader(Value? attribute, Value? fallback = null)
    {
        var path = Path(attribute);
        return item =>
        {
            foreach (var key in path)
            {
                item = Access.Item(item, key);
                if (item is UndefinedValue && fallback is not null) item = fallback;
            }
            return item;
        };
    }

    /// <summary>Reads all the paths of <c>a,b.c</c> into a list, for sorting by several keys.</summary>
    public static Func<Value, Value> Readers(Value? attribute, Func<Value, Value> finish)
    {
        Value?[] parts = attribute is StringValue text ? [.. text.Text.Split(',').Select(part => new StringValue(part))] : [attribute];
        var readers = parts.Select(part => Reader(part)).ToArray();
        return item => new ListValue([.. readers.Select(reader => finish(reader(item)))]);
    }

    private static Value[] Path(Value? attribute) => attribute switch
    {
        null or NoneValue => [],
        StringValue text => [.. text.Text.Split('.').Select(Key)],
        _ => [attribute],
    };

    private static Value Key(string part) => int.TryParse(part, out int index) && index >= 0 ? IntegerValue.Of(index) : new StringValue(part);
}
