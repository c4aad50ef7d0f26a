using System.ComponentModel;
using Zhiyan.Knowledge.WholeDocuments;
using Zhiyan.Server.Json;
using Zhiyan.Server.Libraries.Reading;
using Zhiyan.Server.Reference;

namespace Zhiyan.Server.Libraries.Api;

/// <summary>The body of POST /v1/libraries/{library}/read and of its estimate. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class LibraryReadRequest
{
    private readonly ReadKind? kind;

    public LibraryReadRequest(Field body)
    {
        Document = body["document"].Text() ?? throw body["document"].Missing();
        Task = body["task"].Text() ?? throw body["task"].Missing();
        With = body["with"].Text();
        Kind = body["kind"].Text();
        if (Kind is not null) kind = LibraryJson.Named<ReadKind>(Kind) ?? throw body["kind"].Wrong("list, summarise, answer, translate or compare");
        Columns = [.. body["columns"].Items(ReadRequest.MostColumns).Select(item => item.Text() ?? throw item.Missing())];
        Budget = body["budget"].Whole(1, long.MaxValue);
        Model = body["model"].Text();
    }

    [Mandatory, Description("Its path, or its id as text.")]
    public string Document { get; }

    [Mandatory, Description("What to do, in words: 1 to 2,000 characters.")]
    public string Task { get; }

    [Description("The document that it is compared with.")]
    public string? With { get; }

    [Description("list, summarise, answer, translate or compare; without it, what the task's words tell.")]
    public string? Kind { get; }

    [Description("Of a table that is extracted: the names of up to 8 columns.")]
    public IReadOnlyList<string> Columns { get; }

    [Description("Tokens that a model may read and write; parts that it does not reach are skipped and told of.")]
    public long? Budget { get; }

    [Description("The model that reads; without it, the default one.")]
    public string? Model { get; }

    public ReadWish Wish => new(Document, Task) { With = With, Kind = kind, Columns = Columns, Budget = Budget, Model = Model };
}

/// <summary>The body of POST /v1/libraries/{library}/read/{job}/continue. Reading it checks it; members that are not named here are ignored.</summary>
internal sealed class LibraryReadOnRequest(Field body)
{
    [Description("Tokens that a model may read and write in all, with those of before; without it, as many as the document needs.")]
    public long? Budget { get; } = body["budget"].Whole(1, long.MaxValue);
}
