using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Reading.Plain;
using Zhiyan.Knowledge.Tests.Reading;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Libraries;

public sealed class FileReadingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-files-");

    private FoundFile Archive => Write("all.zip", Documents.Zip(("a.stuck", "a"), ("b.txt", "Words of b.")));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_in_an_archive_that_takes_too_long_fails_and_the_rest_is_read()
    {
        using var stuck = new Stuck();
        var time = new ManualTime();
        var reading = Reading(time, stuck, new PlainTextReader());
        var found = await reading.Find(Archive, source: 1, NotHeldUp, Cancellation).ToListAsync(Cancellation);

        var first = reading.Prepare(found[0], NotHeldUp, Cancellation);
        await stuck.Began;
        time.Advance(ReadingLimits.Default.Time);
        PreparedDocument[] prepared = [await first, await reading.Prepare(found[1], NotHeldUp, Cancellation), await reading.Prepare(found[2], NotHeldUp, Cancellation)];

        Assert.Equal([("all.zip/a.stuck", DocumentState.Failed), ("all.zip/b.txt", DocumentState.Readable), ("all.zip", DocumentState.Archive)], prepared.Select(one => (one.Entry.Path, one.Entry.State)));
        Assert.Equal(ReasonCode.TookTooLong, prepared[0].Entry.Fault!.Code);
    }

    [Fact]
    public async Task An_archive_that_takes_too_long_to_unpack_fails_itself()
    {
        var reading = Reading(new Hasty(), new PlainTextReader());

        var found = await reading.Find(Archive, source: 1, NotHeldUp, Cancellation).ToListAsync(Cancellation);

        Assert.Equal([("all.zip", ReasonCode.TookTooLong)], found.Select(one => (one.Entry.Path, one.Entry.Fault!.Code)));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static FileReading Reading(TimeProvider time, params IReadOnlyList<IDocumentReader> readers) =>
        new(new DocumentReaders(readers), ReadingLimits.Default, KnowledgeAssets.Folding, new TermAnalyzer(KnowledgeAssets.Folding), time);

    private static void NotHeldUp(Reason reason) => Assert.Fail(reason.ToString());

    private FoundFile Write(string name, byte[] content)
    {
        var place = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(place, content);
        return new FoundFile(name, place, content.Length, DateTimeOffset.UnixEpoch);
    }

    /// <summary>Cannot be stopped while it reads; it ends with the test.</summary>
    private sealed class Stuck : IDocumentReader, IDisposable
    {
        private readonly TaskCompletionSource began = new();
        private readonly ManualResetEventSlim end = new();

        public Task Began => began.Task;

        public bool Reads(SourceFile file) => file.Ending is ".stuck";

        public Document Read(SourceFile file, ReadingLimits limits, ReadingClock clock)
        {
            began.SetResult();
            end.Wait();
            return new Document { Text = "late" };
        }

        public void Dispose() => end.Set();
    }

    /// <summary>A timer rings as soon as it is set.</summary>
    private sealed class Hasty : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(() => callback(state));

        private sealed class Timer(Action ring) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                ring();
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
