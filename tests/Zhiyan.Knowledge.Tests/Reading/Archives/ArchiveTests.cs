using System.Formats.Tar;
using System.IO.Compression;
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
    public void Tar_archives_are_opened_packed_or_not_and_links_are_not_followed()
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "../a/b.txt") { DataStream = new MemoryStream("one"u8.ToArray()) });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link.txt") { LinkName = "/etc/passwd" });
        }
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(tar.ToArray());

        Assert.Equal(["in/all.zip/a/b.txt"], Files(tar.ToArray()).Select(file => file.Path));
        Assert.Equal("one", Encoding.UTF8.GetString(Assert.Single(Files(packed.ToArray())).Content!.Content.Span));
    }

    [Fact]
    public void A_locked_entry_says_so_and_a_link_is_passed_over()
    {
        var zip = Documents.Zip(("locked.txt", "one"), ("link.txt", "/etc/passwd"), ("open.txt", "two"));
        foreach (int head in Heads(zip, "locked.txt", 30, 46)) zip[head + (zip[head + 2] == 1 ? 8 : 6)] |= 1;
        int link = Heads(zip, "link.txt", 46).Last();
        zip[link + 41] = 0xa1;

        var files = Files(zip);

        Assert.Equal([("in/all.zip/locked.txt", ReasonCode.EncryptedInArchive), ("in/all.zip/open.txt", null)], files.Select(file => (file.Path, file.Failure?.Code)));
    }

    /// <summary>Where the entry's head and its line in the directory begin: so many bytes before its name.</summary>
    private static IEnumerable<int> Heads(byte[] zip, string name, params int[] before)
    {
        for (int at = 0; zip.AsSpan(at).IndexOf(Encoding.ASCII.GetBytes(name)) is >= 0 and var found; at += found + 1)
            foreach (int length in before)
                if (at + found >= length && zip[at + found - length] == 'P' && zip[at + found - length + 1] == 'K') yield return at + found - length;
    }

    [Fact]
    public void Archives_in_archives_are_opened_to_the_limit()
    {
        var zip = Documents.Zip(("deepest.txt", "x"));
        for (int depth = 3; depth >= 1; depth--) zip = Documents.Zip([("inner.zip", zip), ($"beside{depth}.txt", "y"u8.ToArray())]);

        var files = Files(zip);

        Assert.Equal(["in/all.zip/inner.zip/inner.zip/inner.zip", "in/all.zip/inner.zip/inner.zip/beside3.txt", "in/all.zip/inner.zip/beside2.txt", "in/all.zip/beside1.txt"], files.Select(file => file.Path));
        Assert.Equal(ReasonCode.TooDeepInFiles, files[0].Failure!.Code);
    }

    [Fact]
    public void A_bad_entry_does_not_stop_the_rest()
    {
        var zip = Documents.Zip(("good.txt", "good"), ("big.txt", new string('a', 5000)), ("last.txt", "last"));
        int at = zip.AsSpan().IndexOf(Encoding.ASCII.GetBytes("good.txt")) + 8;
        zip[at] = 0xff;         // a kind of block that packing does not have

        var files = Files(zip, ReadingLimits.Default with { UnpackedBytes = 1000 });

        Assert.Equal([ReasonCode.DamagedInArchive, ReasonCode.TooMuchUnpacked, null], files.Select(file => file.Failure?.Code));
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

        Assert.Equal(ReasonCode.TooManyFiles, Assert.Single(Files(many, ReadingLimits.Default with { ArchiveFiles = 10 })).Failure!.Code);
        Assert.Equal(ReasonCode.DamagedArchive, Assert.Single(Files(many[..^40])).Failure!.Code);
    }

    private static List<ArchiveFile> Files(byte[] zip, ReadingLimits? limits = null) => [.. Archive.Files(new SourceFile("in/all.zip", zip), limits ?? ReadingLimits.Default)];
}
