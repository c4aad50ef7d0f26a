using System.ComponentModel;
using System.Diagnostics;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Indexing;

/// <summary>PostgreSQL in WebAssembly with the extension pgvector, which Debian's packages lack: tests/pglite/server.mjs, started when it is first asked for. It serves one session at a time, in turn.</summary>
public sealed class PgliteServer : IAsyncDisposable
{
    private static readonly string folder = Path.Combine(Fixtures.Root, "tests", "pglite");

    private Process? process;
    private string? connection;

    /// <summary>A connection string; skips the test where npm has not installed it.</summary>
    public async Task<string> Connection()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules")), "needs PGlite: npm ci --prefix tests/pglite");
        if (connection is not null) return connection;
        try
        {
            process = Process.Start(new ProcessStartInfo("node", ["server.mjs"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs node: install Node 20 with npm (apt-get install nodejs npm)");
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var port = await process.StandardOutput.ReadLineAsync(limit.Token);
        return connection = $"Host=127.0.0.1;Port={port};Username=postgres;Password=postgres;Database=postgres;SSL Mode=Disable;Maximum Pool Size=8;Server Compatibility Mode=NoTypeLoading;No Reset On Close=true";
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null) return;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
