using System.Text.Json.Nodes;
using Zhiyan.Inference.Templates.Functions;
using Zhiyan.Inference.Templates.Parsing;
using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Statements;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates;

/// <summary>
/// A chat template in Jinja, compiled once; immutable, so that many threads may render it. It behaves as jinja2's immutable sandbox with the settings of
/// transformers' <c>apply_chat_template</c>: Python's values, <c>trim_blocks</c>, <c>lstrip_blocks</c>, loop controls and <c>{% generation %}</c>.
/// </summary>
public sealed class Template
{
    /// <summary>UTF-16 units of the longest source; real chat templates have some thousands.</summary>
    public const int MaxSourceCharacters = 1 << 20;

    private readonly Body body;
    private readonly IReadOnlyDictionary<string, Body> blocks;

    private Template(Body body, IReadOnlyDictionary<string, Body> blocks)
    {
        this.body = body;
        this.blocks = blocks;
    }

    /// <exception cref="TemplateException">The source is no template: the line, and what was expected there.</exception>
    public static Template Parse(string source)
    {
        if (source.Length > MaxSourceCharacters)
            throw TemplateException.Limit($"a template of {source.Length:N0} characters passes the limit of {MaxSourceCharacters:N0}.");
        var (body, blocks) = StatementParser.Parse(source);
        return new Template(body, blocks);
    }

    /// <summary>Renders with every member of <paramref name="variables"/> as a variable, null as none.</summary>
    /// <exception cref="TemplateException">The template failed, or refused its input with a message of its own.</exception>
    public RenderedText Render(JsonObject variables, TemplateSettings? settings = null)
    {
        var rendering = new Rendering(settings ?? TemplateSettings.Default);
        var roots = new Dictionary<string, Value>(Globals.All);
        var scope = new Scope(rendering, roots);
        roots["self"] = new BlocksValue(blocks, scope);
        foreach (var (name, node) in variables.Select(variable => Variables.Read(variable.Key, variable.Value))) roots[name] = node;
        var output = new TextBuilder(rendering);
        body.Execute(scope, output);
        return output.ToRendered();
    }
}
