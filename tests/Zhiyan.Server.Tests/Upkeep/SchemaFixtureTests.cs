using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Store;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Upkeep;

/// <summary>The data folders of every released schema (tests/fixtures/data) go through all later schemas and back.</summary>
public sealed class SchemaFixtureTests
{
    private static string Own => Path.Combine(Fixtures.Root, "tests", "fixtures", "data", "own");

    public static TheoryData<string> Cases()
    {
        var rows = new TheoryData<string>();
        foreach (var folder in Fixtures.CaseFolders("data", StoreSetup.FileName)) rows.Add(folder);
        return rows;
    }

    [Fact]
    public void There_is_a_fixture_of_every_schema_of_the_program()
    {
        using var factory = StoreFactory.InMemory();
        using var context = factory.Open();

        var missing = context.Database.GetMigrations().Select((_, index) => $"schema-{index + 1}").Where(name => !File.Exists(Path.Combine(Own, name, StoreSetup.FileName)));

        Assert.Empty(missing);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Goes_up_to_a_later_schema_and_back_without_a_byte_of_difference(string folder)
    {
        using var kept = KeptFolder.CopyOf(folder);
        var (files, bytes, columns, rows) = (kept.Files(), kept.Bytes, kept.Columns(), kept.Dump());
        var later = kept.Open(LaterSchema.Use);

        var rehearsed = await later.Upgrade(isRehearsal: true);
        var unchanged = kept.Files();
        var report = await later.Upgrade(isRehearsal: false);
        var (upgraded, painted) = (kept.Dump(columns), kept.Scalar("SELECT COUNT(*) FROM Folders WHERE Colour = '朱红'"));
        var back = await later.Rollback(to: null);

        Assert.Equal(files, unchanged);
        Assert.Equal(rehearsed.Tables, report.Tables);
        Assert.All(report.Tables.Where(table => table.Before is not null), table => Assert.Equal(table.Before, table.After));
        Assert.Equal(rows, upgraded);
        Assert.Equal(1, painted);
        Assert.Equal(report.From, back.Schema);
        Assert.Equal(bytes, kept.Bytes);
        Assert.Equal(files, kept.Files());
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Is_served_by_the_program_of_today(string folder)
    {
        using var kept = KeptFolder.CopyOf(folder);
        await using var running = await RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { DataFolder = kept.Path });

        using var store = StoreFactory.Sqlite(kept.Database);
        await using var context = store.Open();
        var end = await context.Messages.SingleAsync(message => message.Text == "**防晒霜**和水。");
        var versions = await context.Messages.CountAsync(message => message.ParentId == context.Messages.Single(one => one.Text == "周末去哪儿玩？").Id);
        var provider = (await context.Providers.SingleAsync()).Settings;
        var keys = new ProviderKeys((IDataProtectionProvider)running.Server.Services.GetService(typeof(IDataProtectionProvider))!);

        Assert.Equal(Rows.Chat, end.ChatId);
        Assert.Equal(2, versions);
        Assert.Equal(Rows.ProviderKey, keys.Reveal(provider));
    }

    /// <summary>Writes the fixture of the program's schema anew, where it is asked for (src/Zhiyan.Server/Store/README.md).</summary>
    [Fact]
    public async Task The_fixture_of_this_schema_can_be_written_anew()
    {
        var isAsked = Environment.GetEnvironmentVariable("ZHIYAN_WRITE_FIXTURE") == "1";
        using var made = new KeptFolder();
        var target = made.Path;
        if (isAsked)
        {
            using var factory = StoreFactory.InMemory();
            await using var context = factory.Open();
            target = Path.Combine(Own, $"schema-{context.Database.GetMigrations().Count()}");
            if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        }

        await KeptFolder.Fill(target);

        Assert.Single(Directory.GetFiles(Path.Combine(target, "secrets")));
        Assert.False(File.Exists(Path.Combine(target, $"{StoreSetup.FileName}-wal")));
    }
}
