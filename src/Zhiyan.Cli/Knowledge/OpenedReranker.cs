using System.CommandLine;
using Zhiyan.Inference;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Knowledge;

/// <summary>What puts passages in order for a verb: the reranker that is installed, else the chat model by its likelihoods.</summary>
internal sealed class OpenedReranker : IDisposable
{
    private readonly LocalReranker? reranker;
    private readonly Engine? engine;

    public OpenedReranker(CommonOptions common, ParseResult arguments)
    {
        reranker = arguments.GetValue(common.Model) is null ? LocalReranker.Open(common.Catalog(arguments), arguments.GetValue(common.Threads)) : null;
        engine = reranker is null ? common.Load(arguments) : null;
        Reranker = reranker ?? (IReranker)new LikelihoodReranker(new EngineLikelihoods(engine!));
    }

    public IReranker Reranker { get; }

    public void Dispose()
    {
        reranker?.Dispose();
        engine?.Dispose();
    }
}
