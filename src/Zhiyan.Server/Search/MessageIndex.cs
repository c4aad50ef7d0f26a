using System.Data.Common;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Server.Search;

/// <summary>A message as the index takes it.</summary>
internal sealed record IndexedMessage(Guid MessageId, Guid ChatId, Guid OwnerId, DateTimeOffset SentAt, string Text);

/// <summary>A message that was found; a greater score fits better. The scores of the two stores do not compare.</summary>
internal sealed record SearchHit(Guid MessageId, Guid ChatId, double Score);

/// <summary>A query in a store's own words: it selects the columns of <see cref="SearchHit"/> and has no order yet, so that a wider query may join and filter it.</summary>
internal sealed record SearchStatement(string Sql, IReadOnlyList<DbParameter> Parameters);

/// <summary>
/// The index of messages' words, in tables of its own beside those of people and chats. Commands run in the connection's open transaction: put a message in the one that writes it.
/// </summary>
internal abstract class MessageIndex(TextFolding folding)
{
    /// <summary>Makes the tables where they are not there yet.</summary>
    public async Task CreateAsync(DbConnection connection, CancellationToken cancel = default) => await RunAsync(connection, CreateSql, [], cancel);

    /// <summary>Adds a message, or takes its new text.</summary>
    public async Task PutAsync(DbConnection connection, IndexedMessage message, CancellationToken cancel = default)
    {
        using var command = connection.CreateCommand();
        command.CommandText = PutSql;
        Add(command, "message", message.MessageId);
        Add(command, "chat", message.ChatId);
        Add(command, "owner", message.OwnerId);
        Add(command, "sent", message.SentAt.ToUnixTimeMilliseconds());
        AddTerms(command, SearchTerms.Row(folding.Fold(message.Text)));
        await command.ExecuteNonQueryAsync(cancel);
    }

    public Task RemoveAsync(DbConnection connection, Guid messageId, CancellationToken cancel = default) =>
        RunAsync(connection, "DELETE FROM search_messages WHERE message_id = @message", [("message", messageId)], cancel);

    public Task RemoveChatAsync(DbConnection connection, Guid chatId, CancellationToken cancel = default) =>
        RunAsync(connection, "DELETE FROM search_messages WHERE chat_id = @chat", [("chat", chatId)], cancel);

    /// <summary>An owner's messages that the query's words find (its filters are the store's), the best first and the newer of two that are as good.</summary>
    public async Task<IReadOnlyList<SearchHit>> FindAsync(
        DbConnection connection, Guid ownerId, SearchQuery query, int limit, int offset = 0, CancellationToken cancel = default)
    {
        using var command = connection.CreateCommand();
        var statement = Select(command.CreateParameter, ownerId, query);
        command.CommandText = $"""
            SELECT "MessageId", "ChatId", "Score" FROM ({statement.Sql}) AS hits ORDER BY {(query.HasWords ? "\"Score\" DESC, " : "")}"SentAt" DESC, "MessageId" LIMIT @limit OFFSET @offset
            """;
        command.Parameters.AddRange(statement.Parameters.ToArray());
        Add(command, "limit", limit);
        Add(command, "offset", offset);
        var hits = new List<SearchHit>();
        using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) hits.Add(new SearchHit(reader.GetGuid(0), reader.GetGuid(1), reader.GetDouble(2)));
        return hits;
    }

    /// <summary>The same without order and limit, and with a column "SentAt" in milliseconds of Unix time.</summary>
    /// <param name="parameter">Makes a parameter of the store's own type.</param>
    public abstract SearchStatement Select(Func<DbParameter> parameter, Guid ownerId, SearchQuery query);

    protected abstract string CreateSql { get; }

    protected abstract string PutSql { get; }

    protected abstract void AddTerms(DbCommand command, string row);

    protected static DbParameter Named(Func<DbParameter> parameter, string name, object value)
    {
        var made = parameter();
        (made.ParameterName, made.Value) = (name, value);
        return made;
    }

    protected static void Add(DbCommand command, string name, object value) => command.Parameters.Add(Named(command.CreateParameter, name, value));

    private static async Task RunAsync(DbConnection connection, string sql, (string Name, object Value)[] parameters, CancellationToken cancel)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) Add(command, name, value);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
