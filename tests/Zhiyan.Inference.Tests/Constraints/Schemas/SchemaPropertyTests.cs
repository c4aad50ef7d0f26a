using System.Text.Json.Nodes;
using Zhiyan.Inference.Constraints;
using Zhiyan.Inference.Constraints.Grammars;
using Zhiyan.Inference.Constraints.Schemas;

namespace Zhiyan.Inference.Tests.Constraints.Schemas;

public sealed class SchemaPropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_schemas_agree_with_the_definition_of_their_keywords(int seed)
    {
        var random = new RandomSchemas(seed);
        var compiled = 0;

        for (var i = 0; i < 150; i++)
        {
            var schema = random.Schema();
            var instances = Enumerable.Range(0, 25).Select(_ => random.Instance()).ToList();
            Grammar? grammar = null;
            try
            {
                grammar = SchemaCompiler.Compile(schema);
                compiled++;
            }
            catch (ConstraintException e) when (!e.Message.StartsWith("no value", StringComparison.Ordinal))
            {
                continue;
            }
            catch (ConstraintException)
            {
                // Nothing can meet it: then none of the instances may.
            }
            foreach (var instance in instances)
            {
                var isTaken = grammar is not null && Orders(instance).Any(grammar.Takes);
                Assert.True(SchemaDefinition.IsValid(schema, instance) == isTaken, $"{instance?.ToJsonString() ?? "null"} is {(isTaken ? "" : "not ")}taken by {schema.ToJsonString()}");
            }
        }

        Assert.InRange(compiled, 90, 150);
    }

    /// <summary>Grammars have one order of keys: that in which the schema speaks of them, which for allOf and the like is not the alphabet's.</summary>
    private static IEnumerable<JsonNode?> Orders(JsonNode? instance) => instance switch
    {
        JsonArray items => items.Select(item => Orders(item).ToList()).Aggregate(
            (IEnumerable<JsonNode?[]>)[[]], (lists, item) => lists.SelectMany(list => item.Select(order => (JsonNode?[])[.. list, order])))
            .Select(list => new JsonArray([.. list.Select(item => item?.DeepClone())])),
        JsonObject members => Permutations([.. members]).SelectMany(order => order.Aggregate(
            (IEnumerable<KeyValuePair<string, JsonNode?>[]>)[[]],
            (lists, member) => lists.SelectMany(list => Orders(member.Value).Select(value => (KeyValuePair<string, JsonNode?>[])[.. list, new(member.Key, value)]))))
            .Select(list => new JsonObject(list.Select(member => new KeyValuePair<string, JsonNode?>(member.Key, member.Value?.DeepClone())))),
        _ => [instance],
    };

    private static IEnumerable<T[]> Permutations<T>(T[] items) =>
        items.Length < 2 ? [items] : items.SelectMany((first, i) => Permutations<T>([.. items[..i], .. items[(i + 1)..]]).Select(rest => (T[])[first, .. rest]));
}
