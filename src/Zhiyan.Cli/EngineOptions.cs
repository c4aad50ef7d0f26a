using System.CommandLine;
using Zhiyan.Inference;
using Zhiyan.Kernels.Attention;

namespace Zhiyan.Cli;

/// <summary>How a served model's engine works: its queue, its cache and its guesses.</summary>
internal sealed class EngineOptions
{
    private static readonly EngineSettings defaults = new();

    private readonly Option<int> parallel = Options.CountOr(defaults.Parallel, "--parallel", 1, 256, "Requests of a model in work at once; their tokens are computed together.");
    private readonly Option<int> queue = Options.CountOr(defaults.Queue, "--queue", 1, 1 << 16, "Requests that may wait for each model; one more is told to come back later.");
    private readonly Option<long?> cacheMemory = Options.Bytes("--cache-memory", "Memory for keys and values of each model, such as 2G. Default: an eighth of what there is, at most four full contexts.");
    private readonly Option<KeyValuePrecision?> cacheType = new("--cache-type") { Description = "How keys and values are kept: f32, f16 or q8_0. Default: f16 beside quantised weights, else f32." };
    private readonly Option<string?> cacheFolder = Options.Text("--cache-folder", "DIR", "Keep what was read of long prompts here, over a restart.");
    private readonly Option<long?> cacheFolderSize = Options.Bytes("--cache-folder-size", "Bytes that folder may hold. Default: 8G.");
    private readonly Option<string?> draft = Options.Text("--draft", "MODEL", "A smaller model of the same vocabulary that guesses ahead: the same replies, sooner.");

    public void AddTo(Command command, CommonOptions common) =>
        Options.AddTo(command, common.Context, common.Exact, parallel, queue, cacheMemory, cacheType, cacheFolder, cacheFolderSize, draft);

    public EngineSettings Read(ParseResult arguments, CommonOptions common) => new()
    {
        Threads = arguments.GetValue(common.Threads),
        Context = arguments.GetValue(common.Context),
        Exact = arguments.GetValue(common.Exact),
        Parallel = arguments.GetValue(parallel),
        Queue = arguments.GetValue(queue),
        CacheBytes = arguments.GetValue(cacheMemory),
        CacheType = arguments.GetValue(cacheType),
        CacheFolder = arguments.GetValue(cacheFolder) is { } folder ? Path.GetFullPath(folder) : null,
        CacheFolderBytes = arguments.GetValue(cacheFolderSize) ?? defaults.CacheFolderBytes,
        DraftModel = arguments.GetValue(draft) is { } model ? common.Catalog(arguments).Find(model).Path : null,
    };
}
