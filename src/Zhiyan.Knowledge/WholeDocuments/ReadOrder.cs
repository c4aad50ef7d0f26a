using System.Text.Json;
using System.Text.Json.Serialization;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>What a job's row in the store says of it, as JSON in its column <c>task</c>.</summary>
internal sealed record ReadOrder(string Task)
{
    private static readonly JsonSerializerOptions json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = { new JsonStringEnumConverter() } };

    public ReadKind? Kind { get; init; }

    public long? Other { get; init; }

    public IReadOnlyList<string> Columns { get; init; } = [];

    public long? TokenBudget { get; init; }

    public Guid? Owner { get; init; }

    public string? Model { get; init; }

    public DateTimeOffset Begun { get; init; }

    /// <summary>Parts of the first document; those of the other follow.</summary>
    public int FirstParts { get; init; }

    /// <summary>Somebody has to do it, also after the process ended.</summary>
    public bool IsQueued { get; init; }

    public double Seconds { get; init; }

    public string? Fault { get; init; }

    public static ReadOrder Of(ReadRequest request, DateTimeOffset begun, int firstParts) => new(request.Task)
    {
        Kind = request.Kind, Other = request.Other, Columns = request.Columns, TokenBudget = request.TokenBudget, Owner = request.Owner, Model = request.Model, Begun = begun, FirstParts = firstParts,
    };

    public static ReadOrder Read(string text) => JsonSerializer.Deserialize<ReadOrder>(text, json)!;

    public string Write() => JsonSerializer.Serialize(this, json);

    public ReadRequest Request(long document) => new(document, Task) { Kind = Kind, Other = Other, Columns = Columns, TokenBudget = TokenBudget, Owner = Owner, Model = Model };

    /// <summary>Whether it is the same work, whatever it may cost.</summary>
    public bool Asks(ReadRequest request) =>
        (Task, Kind, Other, Owner) == (request.Task, request.Kind, request.Other, request.Owner) && Columns.SequenceEqual(request.Columns);
}
