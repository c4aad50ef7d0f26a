using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Running;

/// <summary>Names of one block and, behind them, those of the blocks around it. <c>set</c> writes to the nearest scope only.</summary>
internal sealed class Scope
{
    private readonly Scope? outer;
    private readonly IReadOnlyDictionary<string, Value>? roots;
    private (string Name, Value Value)[] entries = [];
    private int count;

    public Scope(Rendering rendering, IReadOnlyDictionary<string, Value> roots)
    {
        Rendering = rendering;
        this.roots = roots;
    }

    public Scope(Scope outer)
    {
        Rendering = outer.Rendering;
        this.outer = outer;
    }

    public Rendering Rendering { get; }

    public Value? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.outer)
        {
            var entries = scope.entries;
            for (int i = 0; i < scope.count; i++)
                if (entries[i].Name == name) return entries[i].Value;
            if (scope.roots is not null && scope.roots.TryGetValue(name, out var root)) return root;
        }
        return null;
    }

    public void Set(string name, Value value)
    {
        for (int i = 0; i < count; i++)
        {
            if (entries[i].Name != name) continue;
            entries[i].Value = value;
            return;
        }
        if (count == entries.Length) Array.Resize(ref entries, count == 0 ? 4 : count * 2);
        entries[count++] = (name, value);
    }

    /// <summary>The outermost scope, which is all that a <c>block</c> sees.</summary>
    public Scope Root()
    {
        var scope = this;
        while (scope.outer is not null) scope = scope.outer;
        return scope;
    }
}
