using Zhiyan.Inference.Templates.Running;
using Zhiyan.Inference.Templates.Text;

namespace Zhiyan.Inference.Templates.Values;

/// <summary>The one thing a template can change: <c>{% set ns.name = … %}</c> reaches out of loops.</summary>
internal sealed class NamespaceValue : Value
{
    private readonly OrderedDictionary<Value, Value> members = [];

    public NamespaceValue(DictValue members)
    {
        foreach (var (key, value) in members.Entries) this.members[key] = value;
    }

    public override string TypeName => "Namespace";

    public override string ObjectName => "jinja2.utils.Namespace object";

    public void Set(string name, Value value) => members[new StringValue(name)] = value;

    public override Value? Attribute(string name) => members.GetValueOrDefault(new StringValue(name));

    public override void WriteRepr(TextBuilder builder)
    {
        NativeStack.Ensure();
        builder.Append("<Namespace ");
        DictValue.Of(members).WriteRepr(builder);
        builder.Append(">");
    }
}
