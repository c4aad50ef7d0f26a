using System.CommandLine;
using Zhiyan.Knowledge;
using Zhiyan.Knowledge.Retrieval;
using Zhiyan.Server.Libraries;

namespace Zhiyan.Cli.Knowledge;

/// <summary>What puts passages in order for a verb: the reranker that is installed, else the chat model by its likelihoods.</summary>
internal sealed class OpenedReranker : IDisposable
{
    private readonly IDisposable model;

    private OpenedReranker(IReranker reranker, IDisposable model) => (Reranker, this.model) = (reranker, model);

    public IReranker Reranker { get; }

    public static OpenedReranker Open(CommonOptions common, ParseResult arguments)
    {
        if (Installed(common, arguments) is { } installed) return installed;
        var engine = common.Load(arguments);
        return new(new LikelihoodReranker(new EngineLikelihoods(engine)), engine);
    }

    /// <summary>Null where no reranker is installed, or a chat model is named.</summary>
    public static OpenedReranker? Installed(CommonOptions common, ParseResult arguments) =>
        arguments.GetValue(common.Model) is null && LocalReranker.Open(common.Catalog(arguments), arguments.GetValue(common.Threads)) is { } installed ? new(installed, installed) : null;

    public void Dispose() => model.Dispose();
}
