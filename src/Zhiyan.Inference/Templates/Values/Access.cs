namespace Zhiyan.Inference.Templates.Values;

/// <summary>
/// How the sandbox reads members: <c>a.b</c> prefers attributes, <c>a['b']</c> items; private names and methods that change a value are
/// refused.
/// </summary>
internal static class Access
{
    public static Value Attribute(Value owner, StringValue name)
    {
        if (owner is not UndefinedValue && IsDunder(name.Text)) return UndefinedValue.Unsafe(owner, name.Text);
        if (owner.Attribute(name.Text) is { } found) return name.Text.StartsWith('_') ? UndefinedValue.Unsafe(owner, name.Text) : found;
        return owner.Item(name) ?? UndefinedValue.Member(owner, name.Text);
    }

    public static Value Item(Value owner, Value key)
    {
        if (owner.Item(key) is { } item) return item;
        if (key is not StringValue name) return UndefinedValue.Element(owner, key);
        if (IsDunder(name.Text)) return UndefinedValue.Unsafe(owner, name.Text);
        if (owner.Attribute(name.Text) is not { } found) return UndefinedValue.Member(owner, name.Text);
        return name.Text.StartsWith('_') ? UndefinedValue.Unsafe(owner, name.Text) : found;
    }

    private static bool IsDunder(string name) =>
        name.Length > 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal);
}
