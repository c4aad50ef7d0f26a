using System.Diagnostics;
using System.Globalization;

namespace Zhiyan.Bench.Streams;

/// <summary>A server in a process of its own that serves a paced engine from a new data folder; it ends with its standard input.</summary>
internal sealed class PacedServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo data;

    private PacedServer(Process process, DirectoryInfo data, Uri address) => (this.process, this.data, Address) = (process, data, address);

    public Uri Address { get; }

    /// <summary>Megabytes of physical memory now.</summary>
    public double Memory
    {
        get
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return Math.Round(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6, 1);
        }
    }

    /// <param name="says">What its replies are made of: an argument of the verb <c>paced-server</c>.</param>
    public static async Task<PacedServer> Start(string says, int tokens, double milliseconds)
    {
        var data = Directory.CreateTempSubdirectory("zhiyan-bench");
        string[] arguments =
        [
            typeof(PacedServer).Assembly.Location, "paced-server", "--data", data.FullName, "--says", says,
            "--tokens", tokens.ToString(CultureInfo.InvariantCulture), "--token-ms", milliseconds.ToString(CultureInfo.InvariantCulture),
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new IOException("the server did not start; what it said is above.");
        return new PacedServer(process, data, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        data.Delete(recursive: true);
    }
}
