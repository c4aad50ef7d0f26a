namespace Zhiyan.Server.Streaming;

/// <summary>Keeps a stream of server-sent events from being taken for dead while nothing comes.</summary>
internal static class SilentStream
{
    /// <summary>Moves on, and does something each time that nothing has come for a while.</summary>
    public static async ValueTask<bool> MoveNext<T>(this IAsyncEnumerator<T> source, TimeSpan silence, TimeProvider time, Func<Task> speak)
    {
        var next = source.MoveNextAsync();
        if (next.IsCompleted) return await next;
        var waiting = next.AsTask();
        while (true)
        {
            try
            {
                return await waiting.WaitAsync(silence, time);
            }
            catch (TimeoutException) when (!waiting.IsCompleted)
            {
                await speak();
            }
        }
    }
}
