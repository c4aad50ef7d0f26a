using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Constraints.Grammars;
using Zhiyan.Inference.Constraints.Schemas;

namespace Zhiyan.Inference.Tests.Constraints.Schemas;

public sealed class SchemaCompilerTests
{
    [Theory]
    [InlineData("""{"properties":{"a":{"minimun":3}}}""", "minimun", "/properties/a/minimun")]
    [InlineData("""{"type":"string","nullable":true}""", "nullable", "/nullable")]
    [InlineData("""{"items":{"type":"string","format":"iban"}}""", "format", "/items/format")]
    [InlineData("""{"items":[{"type":"string"}]}""", "prefixItems", "/items")]
    [InlineData("""{"properties":{"a/b~":{"$ref":"other.json"}}}""", "$ref", "/properties/a~1b~0/$ref")]
    [InlineData("""{"type":"array","items":{"type":"string"},"uniqueItems":true}""", "uniqueItems", "/uniqueItems")]
    [InlineData("""{"type":"object","minProperties":2}""", "minProperties", "/minProperties")]
    [InlineData("""{"anyOf":[{"type":"string","pattern":"(a)\\1"}]}""", "backreferences", "/anyOf/0/pattern")]
    [InlineData("""{"type":"integer","multipleOf":1000003}""", "multipleOf", "/multipleOf")]
    [InlineData("""{"type":"number","minimum":1e2000}""", "minimum", "/minimum")]
    [InlineData("""{"type":"number","minimum":"3"}""", "minimum", "/minimum")]
    [InlineData("""{"required":"a"}""", "required", "/required")]
    [InlineData("""{"type":"text"}""", "text", "/type")]
    [InlineData("""{"allOf":[]}""", "allOf", "/allOf")]
    [InlineData("""{"maxItems":-1}""", "maxItems", "/maxItems")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "$schema", "/$schema")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/b"}},"$defs":{"b":{"$ref":"#/$defs/b"}}}""", "$ref", "/$defs/b/$ref")]
    [InlineData("""{"properties":{"a":{"not":{"uniqueItems":true}}}}""", "uniqueItems", "/properties/a/not")]
    [InlineData("""{"properties":{"a":{"not":{"additionalProperties":{"type":"string"}}}}}""", "negation", "/properties/a")]
    [InlineData("""{"contains":{"type":"string"},"minContains":5000}""", "contains", "")]
    public void Refuses_by_keyword_and_place_what_it_cannot_honour(string schema, string keyword, string path)
    {
        var exception = Assert.Throws<ConstraintException>(() => Compiled(schema));

        Assert.Contains(keyword, exception.Message);
        Assert.Equal(path, exception.Path);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"minimum":2,"maximum":1,"type":"integer"}},"required":["a"]}""", "/properties/a")]
    [InlineData("""{"$ref":"#/$defs/list","$defs":{"list":{"type":"object","properties":{"next":{"$ref":"#/$defs/list"}},"required":["next"]}}}""", "")]
    [InlineData("""{"type":"array","items":{"$ref":"#"},"minItems":1}""", "")]
    [InlineData("""{"type":"string","allOf":[{"pattern":"^a"},{"pattern":"^b"}]}""", "")]
    public void A_schema_that_nothing_can_meet_is_refused(string schema, string path)
    {
        var exception = Assert.Throws<ConstraintException>(() => Compiled(schema));

        Assert.Contains("no value", exception.Message);
        Assert.Equal(path, exception.Path);
    }

    [Theory]
    [InlineData("""{"a": 1, "b": [1, 2]}""", true)]
    [InlineData("""{"a":1,"b":[1,2]}""", true)]
    [InlineData("""{"a":1,"b":[1,2],"c":null}""", true)]
    [InlineData("""{"a":1,"b":[1,2],"c":null,"d":{"x":[]}}""", true)]
    [InlineData("""{ "a":1,"b":[1,2]}""", false)]
    [InlineData("""{"a" :1,"b":[1,2]}""", false)]
    [InlineData("""{"a":  1,"b":[1,2]}""", false)]
    [InlineData("""{"b":[1,2],"a":1}""", false)]
    [InlineData("""{"a":1,"b":[1,2],"a":1}""", false)]
    [InlineData("""{"a":1,"b":[1,2],"\u0061":"x"}""", false)]
    [InlineData("""{"a":1,"b":[1,2],}""", false)]
    [InlineData("""{"a":1}""", false)]
    public void Members_come_once_in_the_order_of_the_schema_with_a_space_at_most(string text, bool isTaken)
    {
        var grammar = Compiled("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"items":{"type":"integer"},"type":"array"}},"required":["a","b"]}""");

        Assert.Equal(isTaken, Recognizer.Accepts(grammar, text));
    }

    [Theory]
    [InlineData("{}", "\"\\u00e9\\/\\ud83d\\uDE00é😀\\u0000\"", true)]
    [InlineData("{}", "\"\\ud83d\"", false)]
    [InlineData("{}", "\"\\ude00\"", false)]
    [InlineData("{}", "\"\n\"", false)]
    [InlineData("""{"type":"string","maxLength":2}""", "\"\\ud83d\\ude00\\n\"", true)]
    [InlineData("""{"type":"string","maxLength":2}""", "\"\\ud83d\\ude00ab\"", false)]
    [InlineData("""{"enum":["é\n\u0001"]}""", "\"é\\n\\u0001\"", true)]
    [InlineData("""{"enum":["é\n\u001f"]}""", "\"é\\u000A\\u001F\"", true)]
    [InlineData("""{"enum":["a/b"]}""", "\"a/b\"", true)]
    [InlineData("""{"type":"integer"}""", "-120", true)]
    [InlineData("""{"type":"integer"}""", "1.0", false)]
    [InlineData("""{"type":"integer"}""", "-0", false)]
    [InlineData("""{"type":"integer"}""", "007", false)]
    [InlineData("""{"type":"number"}""", "-1.50E+10", true)]
    [InlineData("""{"type":"number","minimum":0}""", "1.50", true)]
    [InlineData("""{"type":"number","minimum":0}""", "1e3", false)]
    public void Values_have_the_forms_that_readers_expect(string schema, string text, bool isTaken)
    {
        Assert.Equal(isTaken, Recognizer.Accepts(Compiled(schema), text));
    }

    [Fact]
    public void A_schema_in_parts_is_resolved_by_address_pointer_and_anchor()
    {
        var grammar = Compiled("""
            {
              "$id": "https://example.com/root.json", "type": "array",
              "prefixItems": [{ "$ref": "item.json#part" }, { "$ref": "/item.json#/$defs/a" }, { "$ref": "#/$defs/item" }, { "$dynamicRef": "#node" }],
              "$defs": { "item": { "$id": "item.json", "$defs": { "a": { "$anchor": "part", "const": 1 } }, "const": 2 }, "n": { "$dynamicAnchor": "node", "const": 3 } }
            }
            """);

        Assert.True(grammar.Takes(new JsonArray(1, 1, 2, 3)));
        Assert.False(grammar.Takes(new JsonArray(2, 1, 2, 3)));
    }

    [Fact]
    public void What_cannot_be_met_but_need_not_be_is_left_out()
    {
        var grammar = Compiled("""{"type":"object","properties":{"a":false,"b":{"$ref":"#/$defs/endless"}},"additionalProperties":false,"$defs":{"endless":{"type":"array","items":{"$ref":"#/$defs/endless"},"minItems":1}}}""");

        Assert.True(Recognizer.Accepts(grammar, "{}"));
        Assert.False(Recognizer.Accepts(grammar, """{"a":1}"""));
        Assert.DoesNotContain(grammar.Rules.Keys, rule => rule.Contains("endless"));
    }

    [Fact]
    public void A_strict_schema_of_five_levels_and_a_hundred_members_is_a_small_grammar()
    {
        JsonNode leaf = JsonNode.Parse("""{"type":["string","null"],"description":"x"}""")!;
        var schema = Enumerable.Range(0, 5).Aggregate(leaf, (inner, level) => Strict(20, level, inner));

        var grammar = SchemaCompiler.Compile(schema);

        Assert.InRange(grammar.Rules.Count, 1, 20);
        Assert.False(Recognizer.Accepts(grammar, "{}"));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(10_000)]
    public void Depth_is_bounded(int depth)
    {
        JsonNode schema = new JsonObject();
        for (var i = 0; i < depth; i++) schema = new JsonObject { ["not"] = schema };

        Assert.Throws<ConstraintException>(() => SchemaCompiler.Compile(schema));
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(15_000, false)]
    public void Chains_of_references_are_followed_as_far_as_the_stack_goes(int length, bool isHonoured)
    {
        var definitions = new JsonObject { [$"d{length}"] = new JsonObject { ["type"] = "string" } };
        for (var i = 0; i < length; i++) definitions[$"d{i}"] = new JsonObject { ["$ref"] = $"#/$defs/d{i + 1}" };

        var refusal = Record.Exception(() => SchemaCompiler.Compile(new JsonObject { ["$ref"] = "#/$defs/d0", ["$defs"] = definitions }));

        Assert.Equal(isHonoured ? null : typeof(ConstraintException), refusal?.GetType());
    }

    [Fact]
    public void A_long_chain_of_objects_stays_shallow()
    {
        var definitions = new JsonObject { ["d2000"] = new JsonObject { ["type"] = "string" } };
        for (var i = 0; i < 2000; i++)
            definitions[$"d{i}"] = JsonNode.Parse($$$"""{"type":"object","properties":{"a":{"$ref":"#/$defs/d{{{i + 1}}}"}},"required":["a"],"additionalProperties":false}""");

        var grammar = SchemaCompiler.Compile(new JsonObject { ["$ref"] = "#/$defs/d0", ["$defs"] = definitions });

        Assert.True(grammar.Rules.Values.Max(Depth) < 200);

        static int Depth(Expression expression) => 1 + (expression switch
        {
            Concatenation concatenation => concatenation.Items.Max(Depth),
            Alternatives alternatives => alternatives.Items.Max(Depth),
            Repeat repeat => Depth(repeat.Item),
            _ => 0,
        });
    }

    [Fact]
    public void Alternatives_that_multiply_are_bounded()
    {
        var either = JsonNode.Parse("""{"anyOf":[{"required":["a"]},{"required":["b"]},{"required":["c"]},{"required":["d"]}]}""")!;
        var schema = new JsonObject { ["allOf"] = new JsonArray([.. Enumerable.Range(0, 30).Select(i => JsonNode.Parse(either.ToJsonString().Replace("\"]", $"{i}\"]")))]) };

        var exception = Assert.Throws<ConstraintException>(() => SchemaCompiler.Compile(schema));

        Assert.Equal("/allOf", exception.Path);
    }

    private static JsonObject Strict(int count, int level, JsonNode inner)
    {
        var properties = new JsonObject();
        for (var i = 0; i < count; i++) properties[$"key_{level}_{i}"] = i == 0 ? inner.DeepClone() : JsonNode.Parse("""{"type":"string"}""");
        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. properties.Select(member => (JsonNode)member.Key)]),
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    private static Grammar Compiled(string schema) => SchemaCompiler.Compile(JsonNode.Parse(schema));
}
