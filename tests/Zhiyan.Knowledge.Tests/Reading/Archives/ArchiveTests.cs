using System.Text;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Reading.Archives;

namespace Zhiyan.Knowledge.Tests.Reading.Archives;

public sealed class ArchiveTests
{
    static ArchiveTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void Files_stand_below_the_archive_and_no_path_leads_out()
    {
        var zip = Documents.Zip(("a/b.txt", "one"), ("../../etc/x.txt", "two"), (@"win\dows.txt", "three"), ("/abs.txt", "four"), ("__MACOSX/._b.txt", "noise"), ("empty/", ""));

        var files = Files(zip);

        Assert.Equal(["in/all.zip/a/b.txt", "in/all.zip/etc/x.txt", "in/all.zip/win/dows.txt", "in/all.zip/abs.txt"], files.Select(file => file.Path));
        Assert.Equal("one", Encoding.UTF8.GetString(files[0].Content!.Content.Span));
    }

    [Theory]
    [InlineData("gb18030", "合同/二零二四年采购合同.txt")]
    [InlineData("shift_jis", "資料/会議の記録.txt")]
    [InlineData("big5", "資料/臺灣鐵路歷史.txt")]
    [InlineData("utf-8", "资料/会议记录é.txt")]
    public void Names_are_read_in_the_encoding_of_who_packed_them(string encoding, string name)
    {
        var zip = Documents.Zip([(name, "x"u8.ToArray())], Encoding.GetEncoding(encoding));

        Assert.Equal($"in/all.zip/{name}", Assert.Single(Files(zip)).Path);
    }

    [Fact]
    public void Archives_in_archives_are_opened_to_the_limit()
    {
        var zip = Documents.Zip(("deepest.txt", "x"));
        for (int depth = 3; depth >= 1; depth--) zip = Documents.Zip([("inner.zip", zip), ($"beside{depth}.txt", "y"u8.ToArray())]);

        var files = Files(zip);

        Assert.Equal(["in/all.zip/inner.zip/inner.zip/inner.zip", "in/all.zip/inner.zip/inner.zip/beside3.txt", "in/all.zip/inner.zip/beside2.txt", "in/all.zip/beside1.txt"], files.Select(file => file.Path));
        Assert.Equal(DocumentFault.TooLarge, files[0].Failure!.Fault);
    }

    [Fact]
    public void A_bad_entry_does_not_stop_the_rest()
    {
        var zip = Documents.Zip(("good.txt", "good"), ("big.txt", new string('a', 5000)), ("last.txt", "last"));
        int at = zip.AsSpan().IndexOf(Encoding.ASCII.GetBytes("good.txt")) + 8;
        zip[at] = 0xff;         // a kind of block that packing does not have

        var files = Files(zip, ReadingLimits.Default with { UnpackedBytes = 1000 });

        Assert.Equal([DocumentFault.Damaged, DocumentFault.TooLarge, null], files.Select(file => file.Failure?.Fault));
    }

    [Fact]
    public void What_an_entry_claims_is_not_believed()
    {
        var zip = Documents.Zip(("bomb.txt", new string('a', 5_000_000)));
        int directory = zip.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x50, 0x4b, 1, 2]);
        zip.AsSpan(directory + 24, 4).Clear();
        zip[directory + 24] = 10;       // it says that it has ten bytes

        var file = Assert.Single(Files(zip, ReadingLimits.Default with { UnpackedBytes = 100_000 }));

        Assert.True(file.Failure is not null || file.Content!.Content.Length <= 100_000);
    }

    [Fact]
    public void Too_many_files_are_told_and_a_damaged_archive_is_refused()
    {
        var many = Documents.Zip([.. Enumerable.Range(0, 30).Select(index => ($"{index}.txt", "x"))]);

        Assert.Equal(DocumentFault.TooLarge, Assert.Throws<DocumentException>(() => Files(many, ReadingLimits.Default with { ArchiveFiles = 10 })).Fault);
        Assert.Equal(DocumentFault.Damaged, Assert.Throws<DocumentException>(() => Files(many[..^40])).Fault);
    }

    private static List<ArchiveFile> Files(byte[] zip, ReadingLimits? limits = null) => [.. Archive.Files(new SourceFile("in/all.zip", zip), limits ?? ReadingLimits.Default)];
}
