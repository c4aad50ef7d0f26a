using System.CommandLine;
using System.Text.Json;
using Zhiyan.Bench.Killing;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>kill-server</c>: kills a server with -9 in the middle of many streams and concurrent writes, again and again, and counts what was lost.</summary>
internal static class KillServerVerb
{
    public static Command Create()
    {
        var program = new Option<string>("--program") { Description = "The path of zhiyan.dll.", Required = true };
        var streams = new Option<int>("--streams") { Description = "Replies that are written at once.", DefaultValueFactory = _ => 100 };
        var writers = new Option<int>("--writers") { Description = "Chats that are written to meanwhile.", DefaultValueFactory = _ => 8 };
        var rounds = new Option<int>("--rounds") { Description = "Kills, all over the same data folder.", DefaultValueFactory = _ => 5 };
        var seed = new Option<int>("--seed") { Description = "Another seed kills at other times.", DefaultValueFactory = _ => 1 };
        var command = new Command("kill-server", "Kill a server in the middle of many streams, and count what was lost.") { program, streams, writers, rounds, seed };
        command.SetAction(async arguments =>
        {
            var data = Directory.CreateTempSubdirectory("zhiyan-kill");
            try
            {
                var run = new KillRun(Path.GetFullPath(arguments.GetValue(program)!), data.FullName, ["--queue", "1000", "--context", "1024"]);
                var faults = 0;
                for (var round = 0; round < arguments.GetValue(rounds); round++)
                {
                    var result = await run.Run(arguments.GetValue(streams), arguments.GetValue(writers), arguments.GetValue(seed) + round);
                    Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
                    faults += result.Faults;
                }
                return faults == 0 ? 0 : 1;
            }
            finally
            {
                data.Delete(recursive: true);
            }
        });
        return command;
    }
}
