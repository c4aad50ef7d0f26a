using System.Text.Json;
using Zhiyan.Inference.ToolCalls;

namespace Zhiyan.Inference.Tests.ToolCalls;

public sealed class JsonScannerTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("[ ]")]
    [InlineData("{\"a\" : 1 , \"b\": [true,false , null]}")]
    [InlineData("[0,-0,10,1.5,-2e5,3E+1,4e-10,0.0]")]
    [InlineData("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fF\", \"}]\", \"知\"]")]
    [InlineData("{\"a\":{\"b\":[[],{}]}}")]
    public void Is_complete_exactly_where_the_json_ends(string json)
    {
        var scanner = new JsonScanner();

        for (int i = 0; i < json.Length; i++)
        {
            Assert.True(scanner.Accept(json[i]), $"refused at {i}");
            Assert.Equal(i == json.Length - 1, scanner.IsComplete);
        }
        Assert.False(scanner.Accept(' '));
    }

    [Theory]
    [InlineData("{,")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a")]
    [InlineData("[1,]")]
    [InlineData("[1 2")]
    [InlineData("[}")]
    [InlineData("{]")]
    [InlineData("[01")]
    [InlineData("[+")]
    [InlineData("[.")]
    [InlineData("[1.]")]
    [InlineData("[1e]")]
    [InlineData("[--")]
    [InlineData("[tru]")]
    [InlineData("[nulL")]
    [InlineData("[\"\\x")]
    [InlineData("[\"\\u00g")]
    [InlineData("[\"\n")]
    [InlineData("\"")]
    [InlineData("1")]
    [InlineData(" ")]
    public void Refuses_at_the_first_wrong_character(string wrong)
    {
        var scanner = new JsonScanner();

        Assert.All(wrong[..^1], c => Assert.True(scanner.Accept(c)));

        Assert.False(scanner.Accept(wrong[^1]));
    }

    [Fact]
    public void Agrees_with_the_json_reader_on_random_texts()
    {
        var random = new Random(3);
        for (int trial = 0; trial < 3_000; trial++)
        {
            var text = "[" + string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => "[]{}\"\",:01.-e \\n"[random.Next(16)])) + "]";

            Assert.Equal(Parses(text), Scans(text));
        }
    }

    [Fact]
    public void Nesting_is_bounded_as_the_json_reader_bounds_it()
    {
        string Nested(int depth) => new string('[', depth) + new string(']', depth);

        Assert.True(Scans(Nested(JsonScanner.MaxDepth)) && Parses(Nested(JsonScanner.MaxDepth)));
        Assert.False(Scans(Nested(JsonScanner.MaxDepth + 1)) || Parses(Nested(JsonScanner.MaxDepth + 1)));
    }

    private static bool Scans(string text)
    {
        var scanner = new JsonScanner();
        return text.All(scanner.Accept) && scanner.IsComplete;
    }

    private static bool Parses(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
