using System.Text.Json;
using Dapper;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>Jobs over whole documents: each part that was read is stored at once, so that a job goes on where it was ended.</summary>
internal sealed class JobTable(KnowledgeDatabase database)
{
    /// <summary>The job for this task and document, and its parts; begun where there is none that is unfinished.</summary>
    public (long Job, IReadOnlyList<StoredPart> Parts) Begin(long document, string task, IReadOnlyList<ReadPart> parts) => database.Write((connection, transaction) =>
    {
        var known = connection.QuerySingleOrDefault<long?>("SELECT MAX(id) FROM jobs WHERE document = @document AND task = @task AND is_done = 0", new { document, task }, transaction);
        if (known is { } job) return (job, Parts(job));
        job = connection.QuerySingle<long>("INSERT INTO jobs (document, task, is_done) VALUES (@document, @task, 0) RETURNING id", new { document, task }, transaction);
        connection.Execute(
            "INSERT INTO job_parts (job, number, start_at, end_at, label, state, tokens, dropped) VALUES (@job, @Number, @Start, @End, @Label, 0, 0, 0)",
            parts.Select(part => new { job, part.Number, part.Start, part.End, part.Label }), transaction);
        return (job, (IReadOnlyList<StoredPart>)[.. parts.Select(part => new StoredPart(part, [], 0))]);

        IReadOnlyList<StoredPart> Parts(long of) =>
        [
            .. connection.Query<Row>("SELECT number, start_at AS Start, end_at AS \"End\", label, state, reason, tokens, dropped, result FROM job_parts WHERE job = @of ORDER BY number", new { of }, transaction)
                .Select(row => new StoredPart(new ReadPart(row.Number, row.Start, row.End, row.Label, (PartState)row.State, row.Reason, row.Tokens), row.Result is null ? [] : JsonSerializer.Deserialize<ReadRow[]>(row.Result)!, row.Dropped)),
        ];
    });

    public void Store(long job, StoredPart part) => database.Write((connection, transaction) => connection.Execute(
        "UPDATE job_parts SET state = @state, reason = @Reason, tokens = @Tokens, dropped = @Dropped, result = @result WHERE job = @job AND number = @Number",
        new { job, state = (int)part.Part.State, part.Part.Reason, part.Part.Tokens, part.Dropped, result = JsonSerializer.Serialize(part.Rows), part.Part.Number }, transaction));

    public void Finish(long job) => database.Write((connection, transaction) => connection.Execute("UPDATE jobs SET is_done = 1 WHERE id = @job", new { job }, transaction));

    private sealed class Row
    {
        public int Number { get; init; }
        public int Start { get; init; }
        public int End { get; init; }
        public string Label { get; init; } = "";
        public int State { get; init; }
        public string? Reason { get; init; }
        public long Tokens { get; init; }
        public int Dropped { get; init; }
        public string? Result { get; init; }
    }
}

/// <summary>A part of a job with what came of it.</summary>
internal sealed record StoredPart(ReadPart Part, IReadOnlyList<ReadRow> Rows, int Dropped);
