using System.Text.Json;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Reading;

/// <summary>Real files of other projects, with facts that a reader must find in them.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void The_facts_of_every_sample_but_the_PDFs_are_found()
    {
        var folder = Fixtures.SharedPath("data", "docs");
        var cases = File.ReadLines(Path.Combine(folder, "manifest.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Where(one => !one.GetProperty("file").GetString()!.EndsWith(".pdf")).ToList();

        var missing = new List<string>();
        foreach (var one in cases)
        {
            var name = one.GetProperty("file").GetString()!;
            var text = Bare(Documents.Read(name, File.ReadAllBytes(Path.Combine(folder, name))).Text);
            missing.AddRange(one.GetProperty("facts").EnumerateArray().Select(fact => fact.GetString()!).Where(fact => !text.Contains(Bare(fact), StringComparison.Ordinal)).Select(fact => $"{name}: {fact}"));
        }

        Assert.True(cases.Count >= 14);
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("zh-xiyouji.txt", 100, "第一百回　径回东土　五圣成真")]
    [InlineData("zh-laocan.txt", 20, "第二十回 浪子金银伐性斧 道人冰雪返魂香")]
    [InlineData("en-pride.txt", 61, "Chapter 61")]
    public void Every_chapter_of_a_book_is_a_heading_and_its_table_of_contents_is_not(string name, int chapters, string last)
    {
        var document = Documents.Read(name, File.ReadAllBytes(Fixtures.SharedPath("data", "long", name)));

        var headings = document.Blocks.Where(block => block is { Kind: BlockKind.Heading, Level: 2 }).Select(block => document.Text[block.Start..block.End]).ToList();

        Assert.Equal(chapters, headings.Count);
        Assert.Equal(last, headings[^1]);
    }

    private static string Bare(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character) && character is not ('-' or '‐' or '‑')));
}
