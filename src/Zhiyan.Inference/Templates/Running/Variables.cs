using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Running;

/// <summary>
/// Turns a request into values and marks their origin. Trusted are the tokens that the engine gives and a message's role, if it is a usual one;
/// all other text, keys included, is input.
/// </summary>
internal static class Variables
{
    private const int MaxDepth = 200;

    private static readonly FrozenSet<string> TrustedNames = new[] { "bos_token", "eos_token", "unk_token", "pad_token" }.ToFrozenSet();

    private static readonly FrozenSet<string> Roles =
        new[] { "system", "developer", "user", "assistant", "tool", "function", "ipython", "model", "observation", "tool_response" }.ToFrozenSet();

    public static KeyValuePair<string, Value> Read(string name, JsonNode? node) =>
        KeyValuePair.Create(name, name == "messages" && node is JsonArray messages ? new ListValue([.. messages.Select(Message)])
            : Read(node, 0, TrustedNames.Contains(name) ? Origin.Trusted : Origin.Input));

    private static Value Message(JsonNode? node) => node is JsonObject message
        ? DictValue.Of(message.Select(member => Entry(member, 1, member.Key == "role" && IsUsual(member.Value) ? Origin.Trusted : Origin.Input)))
        : Read(node, 1, Origin.Input);

    private static bool IsUsual(JsonNode? role) => role?.GetValueKind() == JsonValueKind.String && Roles.Contains(Text(role));

    private static Value Read(JsonNode? node, int depth, Origin origin)
    {
        if (depth > MaxDepth) throw TemplateException.Limit($"a variable is nested more than {MaxDepth} deep.");
        return node switch
        {
            null => NoneValue.Instance,
            JsonArray array => new ListValue([.. array.Select(item => Read(item, depth + 1, origin))]),
            JsonObject members => DictValue.Of(members.Select(member => Entry(member, depth, origin))),
            _ => Scalar(node, origin),
        };
    }

    private static KeyValuePair<Value, Value> Entry(KeyValuePair<string, JsonNode?> member, int depth, Origin origin) =>
        KeyValuePair.Create<Value, Value>(new StringValue(member.Key, Origin.Input), Read(member.Value, depth + 1, origin));

    private static Value Scalar(JsonNode node, Origin origin) => node.GetValueKind() switch
    {
        JsonValueKind.String => new StringValue(Text(node), origin),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Number => Number(node.ToJsonString()),
        _ => NoneValue.Instance,
    };

    private static string Text(JsonNode node)
    {
        try
        {
            return node.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            throw TemplateException.Type("a string of the request holds half a surrogate pair, which is no text.");
        }
    }

    /// <summary>An integer unless it has a fraction or an exponent, as Python's json reads it.</summary>
    private static Value Number(string text) => text.AsSpan().ContainsAny('.', 'e', 'E')
        ? new FloatValue(double.Parse(text, CultureInfo.InvariantCulture))
        : IntegerValue.Of(BigInteger.Parse(text, CultureInfo.InvariantCulture));
}
