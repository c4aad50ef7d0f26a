using Zhiyan.Cli.Measuring.Load;
using Zhiyan.Testing;

namespace Zhiyan.Cli.Tests.Measuring.Load;

public sealed class TraceFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-trace");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Reads_seconds_and_sessions_by_the_names_of_the_columns()
    {
        var path = Write("trace.csv", "t_seconds,session,turn,model,input_tokens,output_tokens\n0.5,7,1,small,453,112\n1,7,2,small,604,40\n");

        var requests = TraceFile.Read(path, 10);

        Assert.Equal([new TraceRequest(0.5, 453, 112, Session: 7), new TraceRequest(1, 604, 40, Session: 7)], requests);
    }

    [Fact]
    public void Reads_milliseconds_and_blocks_of_mooncake()
    {
        var path = Write("trace.jsonl", """{"t_ms": 250, "input_length": 700, "output_length": 3, "hash_ids": [0, 46]}""" + "\n");

        var request = Assert.Single(TraceFile.Read(path, 10));

        Assert.Equal((0.25, 700, 3), (request.Seconds, request.InputTokens, request.OutputTokens));
        Assert.Equal([0L, 46], request.Blocks!);
    }

    [Theory]
    [InlineData("trace.csv", "a,b\n1,2\n", "should name the columns")]
    [InlineData("trace.csv", "t_ms,input_tokens,output_tokens\n1,2,3\n1,x,3\n", "line 3: the column input_tokens")]
    [InlineData("trace.csv", "t_ms,input_tokens,output_tokens\n1,-2,3\n", "line 2: its time or token counts")]
    [InlineData("trace.csv", "t_ms,input_tokens,output_tokens\n", "holds no request")]
    [InlineData("trace.jsonl", "{\"t_ms\": 1}\n", "line 1: this is no request")]
    [InlineData("trace.jsonl", "nonsense\n", "line 1: this is no request")]
    public void Says_where_a_trace_is_wrong(string name, string text, string expected)
    {
        var path = Write(name, text);

        var error = Assert.Throws<UsageException>(() => TraceFile.Read(path, 10));

        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Reads_every_published_trace()
    {
        var traces = Directory.GetFiles(Fixtures.SharedPath("data", "traces"));

        Assert.All(traces, trace => Assert.Equal(100, TraceFile.Read(trace, 100).Count));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
