using System.Diagnostics;
using Xunit;

namespace Zhiyan.Testing;

/// <summary>
/// A PostgreSQL server of the test run's own: started when the first database is asked for, reached by a socket in its own folder, removed with all its data at the end.
/// PostgreSQL refuses to run as root, so a run as root starts it as the user <c>postgres</c> that Debian's package makes.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Installed = "/usr/lib/postgresql";

    /// <summary>Nothing of it has to outlive the run, so nothing waits for the disk.</summary>
    private const string Settings = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100";

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"zhiyan-pg-{Guid.NewGuid():N}");
    private readonly SemaphoreSlim starting = new(1);
    private bool isStarted;
    private int databases;

    /// <summary>Where the newest installed server's programs are; null where there is none.</summary>
    private static string? Programs { get; } = !Directory.Exists(Installed)
        ? null
        : Directory.GetDirectories(Installed)
            .Where(version => int.TryParse(Path.GetFileName(version), out _) && File.Exists(Path.Combine(version, "bin", "pg_ctl")))
            .OrderByDescending(version => int.Parse(Path.GetFileName(version)))
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Makes an empty database and returns its connection string; skips the test where PostgreSQL is not installed.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        Assert.SkipWhen(Programs is null, $"PostgreSQL is not installed in {Installed} (Debian: apt install postgresql).");
        await starting.WaitAsync();
        try
        {
            if (!isStarted) await StartAsync();
            isStarted = true;
        }
        finally
        {
            starting.Release();
        }
        var name = $"test{Interlocked.Increment(ref databases)}";
        await RunAsync("createdb", "-h", folder, "-U", "zhiyan", name);
        return $"Host={folder};Username=zhiyan;Database={name};Maximum Pool Size=20";
    }

    public async ValueTask DisposeAsync()
    {
        starting.Dispose();
        if (isStarted) await RunAsync("pg_ctl", "-D", folder, "-m", "immediate", "-w", "stop");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private async Task StartAsync()
    {
        await RunAsync("initdb", "-D", folder, "-U", "zhiyan", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
        await RunAsync("pg_ctl", "-D", folder, "-l", Path.Combine(folder, "log"), "-o", $"{Settings} -c unix_socket_directories={folder}", "-w", "-t", "60", "start");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", path, .. arguments] : [path, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error}{await output}");
    }
}
