using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Zhiyan.Cli.Interaction;
using Zhiyan.Cli.Machine;

namespace Zhiyan.Cli.Verbs;

/// <summary><c>zhiyan version</c>: what a bug report should begin with.</summary>
internal static class VersionVerb
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var command = new Command("version", "Show the version and what it runs on.") { common.Json };
        command.SetAction(arguments =>
        {
            var version = typeof(VersionVerb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            var (number, commit) = version.Split('+') is [var release, var built] ? (release, built) : (version, null);
            if (arguments.GetValue(common.Json))
            {
                terminal.WriteJson(new
                {
                    version = number,
                    commit,
                    runtime = RuntimeInformation.FrameworkDescription,
                    system = RuntimeInformation.OSDescription,
                    cpu = Processor.Name,
                    instructions = Processor.Instructions,
                });
                return;
            }
            terminal.Out.WriteLine($"知言 zhiyan {number}{(commit is null ? "" : $" ({commit[..Math.Min(8, commit.Length)]})")}");
            terminal.Out.WriteLine($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}");
            terminal.Out.WriteLine($"{Processor.Name} ({string.Join(", ", Processor.Instructions)})");
        });
        return command;
    }
}
