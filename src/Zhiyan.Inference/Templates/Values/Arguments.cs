namespace Zhiyan.Inference.Templates.Values;

/// <summary>The arguments of a call, by position and by name.</summary>
internal readonly record struct Arguments(IReadOnlyList<Value> Positional, IReadOnlyList<KeyValuePair<string, Value>> Named)
{
    public static Arguments None { get; } = new([], []);

    /// <summary>Named arguments as the entries of a dict.</summary>
    public static IEnumerable<KeyValuePair<Value, Value>> AsEntries(IEnumerable<KeyValuePair<string, Value>> named) =>
        named.Select(argument => KeyValuePair.Create<Value, Value>(new StringValue(argument.Key), argument.Value));
}
