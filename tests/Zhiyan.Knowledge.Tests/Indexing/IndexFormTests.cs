using System.Security.Cryptography;
using System.Text;
using Zhiyan.Knowledge.Chunking;
using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Tests.Indexing;

public sealed class IndexFormTests
{
    /// <summary>Of the passages and terms below. Where it changes, libraries must be indexed anew: raise <see cref="IndexForm.Current"/>, then note the hash that the test tells.</summary>
    private const string Hash = "6015f4d3f1529a27";

    [Fact]
    public void What_is_indexed_of_a_document_is_what_the_form_says()
    {
        var text = new StringBuilder();
        var blocks = new List<Block>();
        foreach (var (kind, part) in Parts())
        {
            blocks.Add(new Block(kind, text.Length, text.Length + part.Length, kind is BlockKind.Heading ? 1 : 0));
            text.Append(part).Append('\n');
        }
        var document = new Document { Text = text.ToString(), Blocks = blocks };
        var entry = new DocumentEntry { Id = 1, Source = 1, Path = "出差规定.txt", Hash = "", Bytes = 0, Modified = default, State = DocumentState.Readable, ValidFrom = default };
        var analyzer = new TermAnalyzer(KnowledgeAssets.Folding);

        var indexed = Chunker.Cut(document).SelectMany(chunk => (string[])
        [
            $"{chunk.Start}-{chunk.End} {chunk.Context}",
            .. analyzer.Chunk(PreparedDocument.Searched(entry, chunk, document.Text[chunk.Start..chunk.End])).Occurrences.OrderBy(term => term.Key, StringComparer.Ordinal).Select(term => $"{term.Key} {term.Value}"),
        ]);

        Assert.Equal((2, Hash), (IndexForm.Current, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', indexed))))[..16]));
    }

    private static IEnumerable<(BlockKind, string)> Parts()
    {
        yield return (BlockKind.Heading, "第一章 差旅費用");
        yield return (BlockKind.Paragraph, string.Concat(Enumerable.Range(1, 40).Select(day => $"第{day}天住宿费每晚不得超过三百元，ＡＢＣ公司据实报销。")));
        yield return (BlockKind.Heading, "Travel policies");
        yield return (BlockKind.Paragraph, string.Concat(Enumerable.Range(1, 60).Select(day => $"On day {day} the studies cost 1,{day:D3}.50 yuan; naïve résumés, カタカナ and 한국어 count. ")));
        yield return (BlockKind.TableHead, "City\tPrice");
        yield return (BlockKind.TableRow, "Beijing\t300");
    }
}
