using System.Data.Common;
using System.Text.Json;
using Dapper;
using Zhiyan.Knowledge.Store;

namespace Zhiyan.Knowledge.WholeDocuments;

/// <summary>
/// Jobs over whole documents: each part that was read is stored at once, so that a job goes on where it was ended. What parts gave is joined in steps, which are kept beside the
/// parts under numbers below 0.
/// </summary>
internal sealed class JobTable(KnowledgeDatabase database, long library)
{
    /// <summary>Jobs whose rates tell how long one would take.</summary>
    private const int Measured = 20;

    private const string Jobs = "SELECT jobs.id, jobs.document, jobs.task, jobs.is_done AS IsDone FROM jobs JOIN documents ON documents.id = jobs.document WHERE documents.library = @library";

    public long Add(ReadRequest request, ReadOrder order, IReadOnlyList<ReadPart> parts) => database.Write((connection, transaction) =>
    {
        var job = connection.QuerySingle<long>("INSERT INTO jobs (document, task, is_done) VALUES (@Document, @task, 0) RETURNING id", new { request.Document, task = order.Write() }, transaction);
        connection.Execute(
            "INSERT INTO job_parts (job, number, start_at, end_at, label, state, tokens, dropped) VALUES (@job, @Number, @Start, @End, @Label, 0, 0, 0)",
            parts.Select(part => new { job, part.Number, part.Start, part.End, part.Label }), transaction);
        return job;
    });

    /// <summary>The newest first.</summary>
    public IReadOnlyList<StoredJob> All()
    {
        using var connection = database.Open();
        return [.. connection.Query<JobRow>($"{Jobs} ORDER BY jobs.id DESC", new { library }).Select(row => row.Job)];
    }

    public StoredJob? Find(long job)
    {
        using var connection = database.Open();
        return connection.QuerySingleOrDefault<JobRow>($"{Jobs} AND jobs.id = @job", new { library, job })?.Job;
    }

    /// <summary>How many parts of each job are in each state, and the tokens that its parts and steps took.</summary>
    public ILookup<long, PartCount> Counts(long? job = null)
    {
        using var connection = database.Open();
        return connection.Query<PartCount>(
            $"""
            SELECT job_parts.job, job_parts.state, CASE WHEN number < 0 THEN 1 ELSE 0 END AS IsStep, COUNT(*) AS Parts, CAST(SUM(tokens) AS BIGINT) AS Tokens FROM job_parts JOIN jobs ON jobs.id = job_parts.job JOIN documents ON documents.id = jobs.document
            WHERE documents.library = @library {(job is null ? "" : "AND jobs.id = @job")} GROUP BY job_parts.job, job_parts.state, CASE WHEN number < 0 THEN 1 ELSE 0 END
            """,
            new { library, job }).ToLookup(count => count.Job);
    }

    /// <summary>The parts and the steps of a job, each with what came of it.</summary>
    public (IReadOnlyList<StoredPart> Parts, IReadOnlyList<StoredPart> Steps) Parts(StoredJob job)
    {
        using var connection = database.Open();
        var all = connection.Query<PartRow>(
            "SELECT number, start_at AS Start, end_at AS \"End\", label, state, reason, tokens, dropped, result FROM job_parts WHERE job = @Id ORDER BY number", new { job.Id }).Select(row => row.Part(job)).ToList();
        return ([.. all.Where(part => part.Part.Number >= 0)], [.. all.Where(part => part.Part.Number < 0).Reverse()]);
    }

    /// <summary>Stores a part or a step, and the seconds that it took.</summary>
    public void Store(long job, StoredPart part, double seconds) => database.Write((connection, transaction) =>
    {
        connection.Execute(
            """
            INSERT INTO job_parts (job, number, start_at, end_at, label, state, reason, tokens, dropped, result) VALUES (@job, @Number, @Start, @End, @Label, @state, @Reason, @Tokens, @Dropped, @result)
            ON CONFLICT (job, number) DO UPDATE SET state = excluded.state, reason = excluded.reason, tokens = excluded.tokens, dropped = excluded.dropped, result = excluded.result
            """,
            new { job, part.Part.Number, part.Part.Start, part.Part.End, part.Part.Label, state = (int)part.Part.State, part.Part.Reason, part.Part.Tokens, part.Dropped, result = JsonSerializer.Serialize(part.Rows) }, transaction);
        Change(connection, transaction, job, order => order with { Seconds = order.Seconds + seconds });
    });

    /// <summary>What was joined of fewer parts is no result of more.</summary>
    public void ForgetSteps(long job) => database.Write((connection, transaction) => connection.Execute("DELETE FROM job_parts WHERE job = @job AND number < 0", new { job }, transaction));

    public void Finish(long job) => database.Write((connection, transaction) => connection.Execute("UPDATE jobs SET is_done = 1 WHERE id = @job", new { job }, transaction));

    public void Change(long job, Func<ReadOrder, ReadOrder> change) => database.Write((connection, transaction) => Change(connection, transaction, job, change));

    public bool Delete(long job) => database.Write((connection, transaction) => connection.Execute("DELETE FROM jobs WHERE id = @job", new { job }, transaction)) > 0;

    /// <summary>Tokens a second of the latest jobs of any library with a model; null where none took long enough to tell.</summary>
    public double? Rate(string? model)
    {
        using var connection = database.Open();
        var latest = connection.Query<(string Task, long Tokens)>(
            "SELECT task, (SELECT CAST(COALESCE(SUM(tokens), 0) AS BIGINT) FROM job_parts WHERE job = jobs.id) AS tokens FROM jobs ORDER BY id DESC LIMIT @Measured", new { Measured })
            .Select(job => (Order: ReadOrder.Read(job.Task), job.Tokens)).Where(job => job.Order.Model == model && job.Tokens > 0 && job.Order.Seconds > 0).ToList();
        return latest.Count > 0 ? latest.Sum(job => job.Tokens) / latest.Sum(job => job.Order.Seconds) : null;
    }

    private static void Change(DbConnection connection, DbTransaction transaction, long job, Func<ReadOrder, ReadOrder> change)
    {
        if (connection.QuerySingleOrDefault<string>("SELECT task FROM jobs WHERE id = @job", new { job }, transaction) is { } task)
            connection.Execute("UPDATE jobs SET task = @task WHERE id = @job", new { job, task = change(ReadOrder.Read(task)).Write() }, transaction);
    }

    private sealed class JobRow
    {
        public long Id { get; init; }
        public long Document { get; init; }
        public string Task { get; init; } = "";
        public int IsDone { get; init; }

        public StoredJob Job => new(Id, Document, ReadOrder.Read(Task), IsDone == 1);
    }

    private sealed class PartRow
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

        public StoredPart Part(StoredJob job) => new(
            new ReadPart(Number, job.DocumentOf(Number), Start, End, Label, (PartState)State, Reason, Tokens), Result is null ? [] : JsonSerializer.Deserialize<ReadRow[]>(Result)!, Dropped);
    }
}

internal sealed record StoredJob(long Id, long Document, ReadOrder Order, bool IsDone)
{
    public long DocumentOf(int part) => part >= Order.FirstParts && Order.Other is { } other ? other : Document;

    /// <param name="left">Parts that were skipped or failed.</param>
    public ReadJob Describe(int parts, int read, int left, long tokens)
    {
        var stage = Order.IsQueued ? JobStage.Queued
            : IsDone ? JobStage.Done
            : read + left < parts || left == 0 && Order.Fault is null ? JobStage.Stopped
            : JobStage.Incomplete;
        return new ReadJob(Id, Order.Request(Document), Order.Begun, stage, parts, read, left, tokens, Order.Seconds, Order.Fault);
    }
}

/// <summary>A part or a step of a job with what came of it.</summary>
internal sealed record StoredPart(ReadPart Part, IReadOnlyList<ReadRow> Rows, int Dropped);

internal sealed class PartCount
{
    public long Job { get; init; }
    public int State { get; init; }
    public int IsStep { get; init; }
    public long Parts { get; init; }
    public long Tokens { get; init; }
}
