using System.CommandLine;
using Spectre.Console;
using Zhiyan.Cli.Interaction;
using Zhiyan.Server.Upkeep;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan upgrade</c>: brings what is kept to the schema of this program, as <c>serve</c> does by itself, or tries that on a copy.</summary>
internal static class UpgradeVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var dryRun = Options.Flag("--dry-run", "Do it on a copy, check that, tell what would happen, and change nothing.");
        var command = new Command("upgrade", "Bring the database to this program's schema, after a snapshot of it. 'serve' does the same by itself.")
        {
            dryRun, common.Database, common.NoSnapshot, common.Json,
        };
        command.SetAction(async arguments =>
        {
            var isRehearsal = arguments.GetValue(dryRun);
            var report = await common.Kept(arguments).Upgrade(isRehearsal, takesSnapshot: !arguments.GetValue(common.NoSnapshot));
            if (arguments.GetValue(common.Json)) terminal.WriteJson(report);
            else Tell(report, isRehearsal, terminal);
        });
        return command;
    }

    private static void Tell(UpgradeReport report, bool isRehearsal, Terminal terminal)
    {
        if (report.Steps.Count == 0)
        {
            terminal.Out.WriteLine($"{report.Store} has schema {report.To}, which is this program's; there is nothing to do");
            return;
        }
        terminal.Out.WriteLine($"{report.Store} {(isRehearsal ? "would go" : "went")} from schema {report.From} to {report.To}: {string.Join(", ", report.Steps)}");
        var table = new Table { Border = TableBorder.Simple }.AddColumns("table", "rows before", "rows after");
        foreach (var rows in report.Tables) table.AddRow(new Text(Terminal.Printable(rows.Table)), Count(rows.Before), Count(rows.After));
        terminal.Write(table);
        if (isRehearsal) terminal.Out.WriteLine("the copy is sound; nothing was changed");
        else if (report.Snapshot is { } snapshot) terminal.Out.WriteLine($"what was there is the snapshot {snapshot}; 'zhiyan rollback' goes back to it");
    }

    private static Text Count(long? rows) => new(rows is { } count ? FormattableString.Invariant($"{count:N0}") : "–");
}
