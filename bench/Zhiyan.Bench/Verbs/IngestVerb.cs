using System.CommandLine;
using System.Diagnostics;
using Zhiyan.Bench.Libraries;
using Zhiyan.Inference.Catalog;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>ingest</c>: pages a second from files to what can be searched by words, and then by meaning.</summary>
internal static class IngestVerb
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The folder with rag-zh and rag-en.", Required = true };
        var models = new Option<string>("--models") { Description = "The folder of the default models.", DefaultValueFactory = _ => "models" };
        var pages = new Option<int>("--pages") { Description = "Pages of text.", DefaultValueFactory = _ => 1_000 };
        var seconds = new Option<int>("--seconds") { Description = "How long vectors are made.", DefaultValueFactory = _ => 60 };
        var threads = new Option<int>("--threads") { Description = "Threads of the model.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("ingest", "Time how documents come in.") { data, models, pages, seconds, threads };
        command.SetAction(async (arguments, cancellation) =>
        {
            var folder = Directory.CreateTempSubdirectory("zhiyan-ingest-");
            try
            {
                var files = folder.CreateSubdirectory("files").FullName;
                TextPages.Write(arguments.GetValue(data)!, files, arguments.GetValue(pages));
                using var knowledge = new LocalKnowledge(folder.CreateSubdirectory("data").FullName, null, new ModelCatalog([arguments.GetValue(models)!]), arguments.GetValue(threads));
                var library = knowledge.Base.FindOrCreate("pages");
                var load = Timing.Load;

                var watch = Stopwatch.StartNew();
                var before = Environment.CpuUsage.TotalTime;
                await library.Ingest(files, _ => { }, cancellation);
                await library.Search(new SearchRequest("住宿 hotel") { Mode = SearchMode.Words }, cancellation);
                Tell($"{arguments.GetValue(pages):N0} pages, {library.Contents.Sum(entry => (long)entry.Characters):N0} characters, {library.Progress.Passages:N0} passages: {arguments.GetValue(pages) / watch.Elapsed.TotalSeconds:F0} pages a second to search by words, {(Environment.CpuUsage.TotalTime - before).TotalSeconds:F1} s of processors; load before {load}");

                double passagesOfPage = library.Progress.Passages / (double)arguments.GetValue(pages);
                using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                end.CancelAfter(TimeSpan.FromSeconds(arguments.GetValue(seconds)));
                var last = TimeSpan.Zero;
                watch.Restart();
                before = Environment.CpuUsage.TotalTime;
                try
                {
                    await library.Embed((_, _) => last = watch.Elapsed, end.Token);
                }
                catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { }
                Tell($"{library.Progress.Vectors:N0} vectors in {last.TotalSeconds:F0} s: {library.Progress.Vectors / passagesOfPage / last.TotalSeconds:F1} pages a second by meaning, {(Environment.CpuUsage.TotalTime - before).TotalSeconds:F1} s of processors; load after {Timing.Load}");
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static void Tell(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
