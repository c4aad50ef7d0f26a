using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Bench.Streams;
using Zhiyan.Inference.Catalog;
using Zhiyan.Server;
using Zhiyan.Server.People;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>paced-server</c>: what the other verbs measure. It prints its address and serves until its standard input ends.</summary>
internal static class PacedServerVerb
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Required = true };
        var says = new Option<string>("--says") { Required = true };
        var tokens = new Option<int>("--tokens") { Required = true };
        var pace = new Option<double>("--token-ms") { Required = true };
        var command = new Command("paced-server", "Serve the assistant over an engine that says a scripted reply at a steady pace.") { data, says, tokens, pace };
        command.Hidden = true;
        command.SetAction(async (arguments, cancellation) =>
        {
            var count = arguments.GetValue(tokens);
            var answer = arguments.GetValue(says) == "answer" ? LongAnswer.Tokens(count) : null;
            using var engine = new PacedEngine(count, TimeSpan.FromMilliseconds(arguments.GetValue(pace)), answer is null ? Stamped : at => answer[at]);
            var settings = new ServerSettings { Catalog = new ModelCatalog([]), Urls = ["http://127.0.0.1:0"], DataFolder = arguments.GetValue(data) };
            await using var server = await ZhiyanServer.Start(settings, new PacedModels(engine), TimeProvider.System, cancellation);
            await server.Services.GetRequiredService<FirstRun>().Finish();
            await server.Loaded;
            Console.WriteLine(server.Urls[0]);
            await Console.In.ReadToEndAsync(cancellation);
        });
        return command;
    }

    /// <summary>A token that tells its number and when it was made.</summary>
    private static string Stamped(int at) => string.Create(CultureInfo.InvariantCulture, $"{at}:{Stopwatch.GetTimestamp()} ");
}
