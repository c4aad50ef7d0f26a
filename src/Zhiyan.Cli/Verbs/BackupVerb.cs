using System.CommandLine;
using System.Globalization;
using Zhiyan.Cli.Interaction;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan backup</c>: everything that is kept, in one file.</summary>
internal static class BackupVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var to = Options.Text("--to", "FILE", "The file to write. Default: zhiyan-TIME.zip here.");
        var command = new Command("backup", "Write people, chats, files and keys into one file, also while a server runs. Models are not in it.") { to, common.Database };
        command.SetAction(async arguments =>
        {
            var file = arguments.GetValue(to) is { } given ? Path.GetFullPath(given) : null;
            var made = await common.Kept(arguments).Backup(file, Path.GetFullPath("."));
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{made.Path}: the database (schema {made.Schema}) and {made.Files:N0} files, {made.Bytes / 1e6:N1} MB"));
        });
        return command;
    }
}
