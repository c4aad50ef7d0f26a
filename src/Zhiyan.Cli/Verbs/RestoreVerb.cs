using System.CommandLine;
using System.Globalization;
using Zhiyan.Cli.Interaction;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan restore</c>: a backup takes the place of what is there.</summary>
internal static class RestoreVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "A file that 'zhiyan backup' wrote." };
        var command = new Command("restore", "Put a backup in the place of what is there, which is kept as a snapshot. No server may run.") { file, common.Database };
        command.SetAction(async arguments =>
        {
            var done = await common.Kept(arguments).Restore(Path.GetFullPath(arguments.GetValue(file)!));
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"restored the backup of {done.MadeAt:u}: the database (schema {done.Schema}) and {done.Files:N0} files"));
            if (done.Snapshot is { } snapshot) terminal.Out.WriteLine($"what was there is the snapshot {snapshot}; 'zhiyan rollback' goes back to it");
        });
        return command;
    }
}
