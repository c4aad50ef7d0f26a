using Zhiyan.Knowledge.Chunking;

namespace Zhiyan.Knowledge.Tests.Chunking;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("他来了。她说：“走吧！”天黑了？", "他来了。", "她说：“走吧！”", "天黑了？")]
    [InlineData("Dr. Smith paid $3.50 to J. Doe. He left.", "Dr. Smith paid $3.50 to J. Doe.", "He left.")]
    [InlineData("Is it so? Yes!  Version 2.0 is out.", "Is it so?", "Yes!", "Version 2.0 is out.")]
    [InlineData("第一行\n第二行", "第一行", "第二行")]
    [InlineData("see e.g. the map. (It is old.) End", "see e.g. the map.", "(It is old.)", "End")]
    [InlineData("用 .NET 写的。Good.中文", "用 .NET 写的。", "Good.", "中文")]
    [InlineData("硕塞（；1629年－1655年）是皇子。他善战。", "硕塞（；1629年－1655年）是皇子。", "他善战。")]
    [InlineData("He came (was it late? no) and went. (He had to.) So it was.", "He came (was it late? no) and went.", "(He had to.)", "So it was.")]
    [InlineData("A smile :( is sad. So it is.", "A smile :( is sad.", "So it is.")]
    [InlineData("  \n ")]
    public void Ends_where_a_reader_would_pause(string text, params string[] sentences)
    {
        Assert.Equal(sentences, Sentences.Of(text).Select(range => text[range.Start..range.End]));
    }
}
