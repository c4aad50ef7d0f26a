using System.CommandLine;
using System.Diagnostics;
using Zhiyan.Bench.Libraries;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>library</c>: how long a search takes in a library of so many passages, made up for it.</summary>
internal static class LibraryVerb
{
    public static Command Create()
    {
        var passages = new Option<int[]>("--passages") { Description = "Sizes to measure at, rising.", DefaultValueFactory = _ => [100_000, 1_000_000] };
        var searches = new Option<int>("--searches") { Description = "Searches of each kind.", DefaultValueFactory = _ => 200 };
        var command = new Command("library", "Time searches in a library of made-up passages.") { passages, searches };
        command.SetAction(async (arguments, cancellation) =>
        {
            var folder = Directory.CreateTempSubdirectory("zhiyan-library-");
            try
            {
                using var made = new SyntheticLibrary(seed: 7);
                using var knowledge = KnowledgeBase.Open(new KnowledgeSettings { Folder = folder.FullName }, new Embedder(made, "made-up", hasRoles: false), TimeProvider.System);
                var library = knowledge.FindOrCreate("made-up");
                Console.WriteLine("| passages | search | median ms | p95 ms | worst ms |\n|---|---|---|---|---|");
                foreach (int count in arguments.GetValue(passages)!)
                {
                    var watch = Stopwatch.StartNew();
                    made.Fill(library, count);
                    var words = watch.Elapsed;
                    await library.Embed(cancellation: cancellation);
                    Console.Error.WriteLine(FormattableString.Invariant($"{library.Progress.Passages:N0} passages: postings stored after {words.TotalSeconds:F0} s, vectors after {watch.Elapsed.TotalSeconds:F0} s; {new FileInfo(Path.Combine(folder.FullName, KnowledgeBase.FileName)).Length / 1e6:F0} MB"));
                    foreach (var mode in (SearchMode[])[SearchMode.Words, SearchMode.Vectors, SearchMode.Hybrid])
                    {
                        var times = new List<double>();
                        for (int number = 0; number < arguments.GetValue(searches) + 5; number++)
                        {
                            var question = made.Question();
                            watch.Restart();
                            await library.Search(new SearchRequest(question) { Mode = mode }, cancellation);
                            if (number >= 5) times.Add(watch.Elapsed.TotalMilliseconds);      // the first ones are compiled
                        }
                        times.Sort();
                        Console.WriteLine(FormattableString.Invariant($"| {library.Progress.Passages:N0} | {mode.ToString().ToLowerInvariant()} | {times[times.Count / 2]:F1} | {times[(int)(times.Count * 0.95)]:F1} | {times[^1]:F1} |"));
                    }
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }
}
