namespace Zhiyan.Inference.Templates.Parsing;

/// <summary>What the parser must remember of the blocks around the place where it is.</summary>
internal sealed class Surroundings
{
    private readonly Stack<HashSet<string>> macros = new();

    /// <summary>Filters and tests that do not exist and do not stand under a condition: the template is refused for the first.</summary>
    public List<TemplateException> Unknown { get; } = [];

    /// <summary>Under a condition, which may have asked whether a filter exists: an unknown one is an error only when it runs.</summary>
    public bool IsConditional { get; set; }

    /// <summary>Inside a loop of the same function, which <c>break</c> can leave.</summary>
    public bool IsLoop { get; set; }

    /// <summary>Notes a name for the macros around it: one that reads <c>caller</c>, <c>varargs</c> or <c>kwargs</c> takes them.</summary>
    public void Read(string name)
    {
        if (name is not ("caller" or "varargs" or "kwargs")) return;
        foreach (var macro in macros) macro.Add(name);
    }

    /// <summary>Parses something in other surroundings and returns to these.</summary>
    public T Within<T>(bool isConditional, bool isLoop, Func<T> parse)
    {
        var (conditional, loop) = (IsConditional, IsLoop);
        (IsConditional, IsLoop) = (isConditional, isLoop);
        var result = parse();
        (IsConditional, IsLoop) = (conditional, loop);
        return result;
    }

    /// <summary>Parses the body of a macro and says which of the special names it reads.</summary>
    public (T Body, HashSet<string> Reads) Macro<T>(Func<T> parse)
    {
        var reads = new HashSet<string>();
        macros.Push(reads);
        var body = Within(isConditional: false, isLoop: false, parse);
        macros.Pop();
        return (body, reads);
    }
}
