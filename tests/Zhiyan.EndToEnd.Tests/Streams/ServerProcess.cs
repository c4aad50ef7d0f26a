using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Zhiyan.Server.Tests;
using Zhiyan.Testing;

namespace Zhiyan.EndToEnd.Tests.Streams;

/// <summary>The program as people start it, with the default model, on one port and one data folder for all its lives.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("zhiyan-e2e");
    private readonly int port = FreePort();
    private Process? process;

    /// <summary>The program as it was built beside these tests.</summary>
    public static string Program { get; } = Path.Combine(
        Fixtures.Root, "src", "Zhiyan.Cli", "bin", AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "zhiyan.dll");

    public string Address => $"http://127.0.0.1:{port}";

    /// <summary>A server that somebody has set up, with replies that are the same each time, and that is ready; skips the test where the default model's files are not.</summary>
    public static async Task<ServerProcess> Start()
    {
        _ = DefaultModels.Mini;
        var server = new ServerProcess();
        await using (var running = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { DataFolder = server.data.FullName }))
            await Assistant.TakeLikeliestTokens(running.Server);
        SqliteConnection.ClearAllPools();
        await server.StartAgain();
        return server;
    }

    /// <summary>Comes back when the model is loaded.</summary>
    public async Task StartAgain()
    {
        process = Process.Start(new ProcessStartInfo("dotnet",
            [Program, "serve", "--urls", Address, "--data", data.FullName, "--context", "4096"])
        {
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("ready: ", StringComparison.Ordinal)) return;
        await process.WaitForExitAsync();
        throw new InvalidOperationException($"the server ended with {process.ExitCode} before it was ready.");
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await Kill();
        data.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
