using System.CommandLine;
using System.Diagnostics;
using Zhiyan.Bench.Libraries;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Retrieval;

namespace Zhiyan.Bench.Verbs;

/// <summary><c>library</c>: how long a search takes in a library of so many passages, made up for it.</summary>
internal static class LibraryVerb
{
    private const int Seed = 7;

    public static Command Create()
    {
        var passages = new Option<int[]>("--passages") { Description = "Sizes to measure at, rising.", DefaultValueFactory = _ => [100_000, 1_000_000], AllowMultipleArgumentsPerToken = true };
        var searches = new Option<int>("--searches") { Description = "Searches of each kind.", DefaultValueFactory = _ => 200 };
        var scanned = new Option<int?>("--scanned") { Description = "Passages to which all vectors are scanned; beyond, an index of them is made. Default: the program's." };
        var fts5 = new Option<bool>("--fts5") { Description = "The words of the same passages in SQLite's full-text search, too." };
        var command = new Command("library", "Time searches in a library of made-up passages.") { passages, searches, scanned, fts5 };
        command.SetAction(async (arguments, cancellation) =>
        {
            var folder = Directory.CreateTempSubdirectory("zhiyan-library-");
            try
            {
                using var made = new SyntheticLibrary(Seed);
                var settings = new KnowledgeSettings { Folder = folder.FullName };
                if (arguments.GetValue(scanned) is { } most) settings = settings with { MostScannedVectors = most };
                var questions = Enumerable.Range(0, arguments.GetValue(searches) + Timing.Warming).Select(_ => made.Question()).ToList();
                Console.WriteLine("| passages | search | median ms | p95 ms | worst ms | processor ms |\n|---|---|---|---|---|---|");
                foreach (int count in arguments.GetValue(passages)!)
                {
                    await Measure(made, settings, count, questions, cancellation);
                    if (arguments.GetValue(fts5)) MeasureFts5(folder.FullName, count, questions);
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task Measure(SyntheticLibrary made, KnowledgeSettings settings, int passages, IReadOnlyList<string> questions, CancellationToken cancellation)
    {
        var embedder = new Embedder(made, "made-up", hasRoles: false);
        var watch = Stopwatch.StartNew();
        using (var filling = KnowledgeBase.Open(settings, embedder, TimeProvider.System))
        {
            var library = filling.FindOrCreate("made-up");
            made.Fill(library, passages);
            var words = watch.Elapsed;
            await library.Embed(cancellation: cancellation);
            Tell($"{library.Progress.Passages:N0} passages: words stored after {words.TotalSeconds:F0} s, vectors after {watch.Elapsed.TotalSeconds:F0} s");
        }
        using var knowledge = KnowledgeBase.Open(settings, embedder, TimeProvider.System);
        watch.Restart();
        var opened = knowledge.Find("made-up")!;
        await opened.Embed(cancellation: cancellation);
        Tell($"opened in {watch.Elapsed.TotalSeconds:F1} s; the store has {Size(Path.Combine(settings.Folder, KnowledgeBase.FileName)):F0} MB; vectors: {opened.VectorSearch}");
        if (opened.VectorSearch is not "exact") Tell($"the graph finds {await Recall(opened, embedder, questions, cancellation):F3} of the ten nearest");
        foreach (var mode in (SearchMode[])[SearchMode.Words, SearchMode.Vectors, SearchMode.Hybrid])
        {
            var times = await Timing.Of(questions, question => opened.Search(new SearchRequest(question) { Mode = mode }, cancellation));
            Console.WriteLine($"| {opened.Progress.Passages:N0} | {mode.ToString().ToLowerInvariant()} | {times} |");
        }
        Tell($"memory {Environment.WorkingSet / 1e6:F0} MB, of which {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F0} MB are managed; load {Timing.Load}");
    }

    /// <summary>What part of the ten nearest that a scan finds is found without it.</summary>
    private static async Task<double> Recall(Library library, Embedder embedder, IReadOnlyList<string> questions, CancellationToken cancellation)
    {
        const int Nearest = 10;
        int found = 0;
        foreach (var question in questions)
        {
            var vector = await embedder.Question(question, cancellation);
            var exact = library.Index.Vectors.Nearest(vector.Span, Nearest, _ => true).Select(hit => hit.Chunk);
            found += library.Index.Nearest(vector, Nearest, _ => true).Select(hit => hit.Chunk).Intersect(exact).Count();
        }
        return found / (double)(questions.Count * Nearest);
    }

    private static void MeasureFts5(string folder, int passages, IReadOnlyList<string> questions)
    {
        var path = Path.Combine(folder, "fts5.db");
        using (var peer = new Fts5Peer(path))
        {
            var watch = Stopwatch.StartNew();
            peer.Fill(SyntheticLibrary.Passages(Seed, passages));
            Tell($"FTS5: filled in {watch.Elapsed.TotalSeconds:F0} s; {Size(path):F0} MB");
            Console.WriteLine($"| {passages:N0} | words, FTS5 | {Timing.Of(questions, question => Task.FromResult(peer.Search(question))).Result} |");
        }
        foreach (var file in Directory.GetFiles(folder, "fts5.db*")) File.Delete(file);
    }

    private static double Size(string path) => new FileInfo(path).Length / 1e6;

    private static void Tell(FormattableString line) => Console.Error.WriteLine(FormattableString.Invariant(line));
}
