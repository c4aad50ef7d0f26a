using System.CommandLine;
using Zhiyan.Cli.Interaction;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan rollback</c>: back to the database as it was before an upgrade or a restore.</summary>
internal static class RollbackVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var to = Options.Text("--to", "SNAPSHOT", "A snapshot's name. Default: the last one.");
        var command = new Command("rollback", "Put a snapshot in the place of the database. What was written since is set aside. No server may run.") { to, common.Database };
        command.SetAction(async arguments =>
        {
            var done = await common.Kept(arguments).Rollback(arguments.GetValue(to));
            terminal.Out.WriteLine($"back at the snapshot {done.Snapshot}: schema {done.Schema}, of zhiyan {done.Program}; start that version, since a newer one upgrades it again");
            if (done.SetAside is { } aside) terminal.Out.WriteLine($"what was there is set aside in {aside}");
        });
        return command;
    }
}
