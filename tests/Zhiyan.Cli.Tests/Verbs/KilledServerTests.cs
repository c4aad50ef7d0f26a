using Zhiyan.Bench.Killing;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Verbs;

/// <summary>A server that is killed with -9 has lost nothing that it had said it has. The long run is <c>bench kill-server</c>.</summary>
public sealed class KilledServerTests
{
    [Fact]
    public async Task Loses_no_message_and_no_text_that_was_seen_and_a_reply_goes_on()
    {
        _ = DefaultModels.Mini;
        var data = Directory.CreateTempSubdirectory("zhiyan-killed");
        try
        {
            var run = new KillRun(Path.Combine(AppContext.BaseDirectory, "zhiyan.dll"), data.FullName, ["--context", "1024"]);

            var result = await run.Run(streams: 6, writers: 2, seed: 1);

            Assert.Equal(0, result.Faults);
            Assert.True(result.Interrupted > 0, "the kill came after the replies had ended");
            Assert.True(result.HeardCharacters > 0);
            Assert.True(result.Acknowledged > 6);
            Assert.True(result.Continues);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
