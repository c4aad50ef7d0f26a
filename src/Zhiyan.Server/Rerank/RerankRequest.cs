using System.ComponentModel;
using Zhiyan.Server.Json;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.Rerank;

/// <summary>The body of POST /v1/rerank. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class RerankRequest
{
    private const int MostDocuments = 2_048;

    public RerankRequest(Field body)
    {
        Model = body["model"].Text();
        Query = body["query"].Text() ?? throw body["query"].Missing();
        if (body["documents"].IsMissing) throw body["documents"].Missing();
        Documents = [.. body["documents"].Items(MostDocuments).Select(TextOf)];
        if (Documents.Count == 0) throw body["documents"].Wrong("a list of one document or more");
        TopN = body["top_n"].Count(1, int.MaxValue);
        ReturnDocuments = body["return_documents"].Flag() ?? false;
        Truncate = body["truncate"].Flag() ?? false;
    }

    [Description("An installed reranker, or an embedding model, which compares vectors by their cosine. Without it, the first reranker there is.")]
    public string? Model { get; }

    [Mandatory]
    public string Query { get; }

    [Mandatory, Description("Texts, or objects with a member `text`.")]
    public IReadOnlyList<string> Documents { get; }

    [Description("Tell only the best of them, as many as this.")]
    public int? TopN { get; }

    [Description("Repeat each document in its result.")]
    public bool ReturnDocuments { get; }

    [Description("Cut a document that does not fit into the context beside the query; otherwise it is refused.")]
    public bool Truncate { get; }

    private static string TextOf(Field document) =>
        document.IsText ? document.Text()! : document["text"].Text() ?? throw document["text"].Missing();
}
