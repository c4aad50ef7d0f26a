using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Tests.Indexing;

public sealed class JoinedPostingsTests
{
    [Fact]
    public void Only_so_much_is_gathered_as_is_written_together()
    {
        Segment[] segments = [new(3, 10, [1], [1]), new(5, 11, [1], [1])];
        var data = new byte[1_000];
        data[0] = 1 << 1 | 1;
        Array.Fill(data, data[0], 1, data.Length - 1);
        var rows = Enumerable.Range(0, 5_000).SelectMany(term => segments.Select(segment => new TermRow { Term = $"{term:D5}", Segment = segment.Id, Count = 1, Data = data }));

        var batches = JoinedPostings.Batches(rows, segments).ToList();

        Assert.InRange(batches.Count, 2, 3);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(term => $"{term:D5}"), batches.SelectMany(batch => batch).Select(row => row.Term));
    }
}
