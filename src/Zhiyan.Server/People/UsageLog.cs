using System.Threading.Channels;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>
/// Writes down what the API's replies took, behind their backs: no reply waits for it, and while the store cannot keep up the oldest that wait are
/// lost. Thread-safe.
/// </summary>
internal sealed partial class UsageLog(StoreFactory store, ILogger<UsageLog> log) : BackgroundService
{
    private const int MaxWaiting = 4_096;
    private const int MaxTogether = 256;

    private readonly Channel<UsageEntry> waiting = Channel.CreateBounded<UsageEntry>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    public void Note(UsageEntry entry) => waiting.Writer.TryWrite(entry);

    /// <summary>What still waits is written before the server is gone.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            try
            {
                await using var context = store.Open();
                for (var taken = 0; taken < MaxTogether && waiting.Reader.TryRead(out var entry); taken++) context.Usage.Add(entry);
                await context.SaveChangesAsync(CancellationToken.None);
            }
            catch (Exception error)     // a door: counting must not end because of one write
            {
                LogLoss(error);
            }
        }
    }

    [LoggerMessage(20, LogLevel.Error, "What some replies took could not be written down")]
    private partial void LogLoss(Exception error);
}
