using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Chunking;

public sealed class ChunkerTests
{
    [Fact]
    public void A_heading_begins_a_passage_and_is_the_context_of_later_ones()
    {
        var document = Build(builder =>
        {
            builder.Add(BlockKind.Heading, "Rules", 1);
            builder.Add(BlockKind.Paragraph, Words(200));
            builder.Add(BlockKind.Paragraph, Words(200));
            builder.Add(BlockKind.Heading, "Dates", 2);
            builder.Add(BlockKind.Paragraph, "Short.");
        });

        var chunks = Chunker.Cut(document);

        Assert.Equal(3, chunks.Count);
        Assert.StartsWith("Rules", Text(document, chunks[0]));
        Assert.Equal("", chunks[0].Context);
        Assert.Equal("Rules", chunks[1].Context);
        Assert.Equal("Dates\n\nShort.", Text(document, chunks[2]));
        Assert.Equal("Rules", chunks[2].Context);
    }

    [Fact]
    public void The_head_of_a_table_goes_with_each_part_of_it()
    {
        var document = Build(builder => builder.AddTable(Enumerable.Range(0, 200).Select(row => (string[])(row == 0 ? ["Name", "Price"] : [$"thing {row}", $"{row}.50"]))));

        var chunks = Chunker.Cut(document);

        Assert.True(chunks.Count > 3);
        Assert.All(chunks.Skip(1), chunk => Assert.Equal("Name Price", chunk.Context));
        Assert.All(chunks.Skip(1), chunk => Assert.StartsWith("thing", Text(document, chunk)));
    }

    [Theory]
    [InlineData("知"), InlineData("word "), InlineData("𠀋"), InlineData("sentence ends. "), InlineData("，")]
    public void Whatever_the_text_everything_is_in_a_passage_of_bounded_size(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 3_000));
        var document = new Document { Text = text, Blocks = [new Block(BlockKind.Paragraph, 0, text.TrimEnd().Length)] };

        var chunks = Chunker.Cut(document);

        Assert.Equal(text.Where(c => !char.IsWhiteSpace(c)), chunks.SelectMany(chunk => Text(document, chunk)).Where(c => !char.IsWhiteSpace(c)));
        Assert.All(chunks, chunk => Assert.InRange(chunk.End - chunk.Start, 1, 6_000));
        Assert.All(chunks, chunk => Assert.False(char.IsLowSurrogate(text[chunk.Start])));
    }

    [Fact]
    public void A_passage_knows_the_page_it_begins_on()
    {
        var document = Build(builder =>
        {
            builder.Add(BlockKind.Paragraph, Words(200));
            builder.Add(BlockKind.Paragraph, Words(200));
        });
        document = document with { Pages = [new Page(1, 0, document.Blocks[0].End, 100, 100), new Page(2, document.Blocks[1].Start, document.Blocks[1].End, 100, 100)] };

        Assert.Equal([1, 2], Chunker.Cut(document).Select(chunk => chunk.Page!.Value));
    }

    private static string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(number => $"word{(number % 10 == 9 ? "." : "")}"));

    private static Document Build(Action<DocumentBuilder> write)
    {
        var builder = new DocumentBuilder(ReadingLimits.Default);
        write(builder);
        return builder.Build();
    }

    private static string Text(Document document, Chunk chunk) => document.Text[chunk.Start..chunk.End];
}
