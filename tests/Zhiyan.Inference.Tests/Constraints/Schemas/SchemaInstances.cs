using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Constraints.Grammars;
using Zhiyan.Inference.Constraints.Schemas;

namespace Zhiyan.Inference.Tests.Constraints.Schemas;

/// <summary>Values as compact JSON, and whether a grammar takes them.</summary>
internal static class SchemaInstances
{
    /// <summary>The text as it was written, and with every number in its shortest form without an exponent: 1 for 1.0.</summary>
    public static bool Takes(this Grammar grammar, JsonNode? instance) => Texts(instance).Any(text => Recognizer.Accepts(grammar, text));

    private static IEnumerable<string> Texts(JsonNode? instance)
    {
        yield return Text(instance, number => number.ToJsonString());
        string plain;
        try
        {
            plain = Text(instance, number => PlainNumber.Parse(number).ToString());
        }
        catch (ConstraintException)
        {
            yield break;    // a number of more than a thousand digits
        }
        yield return plain;
    }

    private static string Text(JsonNode? node, Func<JsonValue, string> number) => node switch
    {
        null => "null",
        JsonArray items => $"[{string.Join(',', items.Select(item => Text(item, number)))}]",
        JsonObject members => $"{{{string.Join(',', members.Select(member => $"{Quoted(member.Key)}:{Text(member.Value, number)}"))}}}",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Quoted(value.GetValue<string>()),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => number(value),
        _ => node.ToJsonString(),
    };

    /// <summary>As Python and JavaScript write it: beyond ASCII characters stand for themselves.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            quoted.Append(letter switch
            {
                '"' => "\\\"", '\\' => @"\\", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", '\b' => "\\b", '\f' => "\\f",
                < ' ' => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
