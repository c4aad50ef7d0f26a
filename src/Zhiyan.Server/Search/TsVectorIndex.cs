using System.Data.Common;
using System.Text;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Server.Search;

/// <summary>
/// The index in PostgreSQL. The vector finds rows that hold all terms, by its index; the row of terms says which of them hold neighbours side by side, at any length of message.
/// </summary>
internal sealed class TsVectorIndex(TextFolding folding) : MessageIndex(folding)
{
    /// <summary>tsvector counts no further; later terms are in it without a place, which only the score misses.</summary>
    private const int MaximumPosition = 16_383;

    protected override string CreateSql => """
        CREATE TABLE IF NOT EXISTS search_messages (
            message_id uuid PRIMARY KEY, chat_id uuid NOT NULL, owner_id uuid NOT NULL, sent_at bigint NOT NULL, terms text NOT NULL, vector tsvector NOT NULL);
        CREATE INDEX IF NOT EXISTS search_messages_chat ON search_messages (chat_id);
        CREATE INDEX IF NOT EXISTS search_messages_owner ON search_messages (owner_id);
        CREATE INDEX IF NOT EXISTS search_messages_vector ON search_messages USING gin (vector);
        """;

    protected override string PutSql => """
        INSERT INTO search_messages (message_id, chat_id, owner_id, sent_at, terms, vector) VALUES (@message, @chat, @owner, @sent, @terms, CAST(@vector AS tsvector))
            ON CONFLICT (message_id) DO UPDATE
            SET chat_id = excluded.chat_id, owner_id = excluded.owner_id, sent_at = excluded.sent_at, terms = excluded.terms, vector = excluded.vector
        """;

    /// <summary>The score grows with the words' number and closeness, and shrinks with the logarithm of the message's length (the 1).</summary>
    public override SearchStatement Select(Func<DbParameter> parameter, Guid ownerId, SearchQuery query) => new(
        """
        SELECT m.message_id AS "MessageId", m.chat_id AS "ChatId", CAST(ts_rank(m.vector, CAST(@query AS tsquery), 1) AS double precision) AS "Score", m.sent_at AS "SentAt"
        FROM search_messages AS m WHERE m.vector @@ CAST(@query AS tsquery) AND m.owner_id = @owner
            AND NOT EXISTS (SELECT 1 FROM unnest(@together) AS sequence WHERE strpos(m.terms, sequence) = 0)
            AND NOT EXISTS (SELECT 1 FROM unnest(@apart) AS sequence WHERE strpos(m.terms, sequence) > 0)
        """,
        [
            Named(parameter, "query", query.ToTsQuery()), Named(parameter, "owner", ownerId),
            Named(parameter, "together", InRows(query.Required)), Named(parameter, "apart", InRows(query.Excluded)),
        ]);

    protected override void AddTerms(DbCommand command, string row)
    {
        Add(command, "terms", row);
        Add(command, "vector", Vector(row));
    }

    private static string[] InRows(IReadOnlyList<TermSequence> sequences) => [.. sequences.Where(sequence => sequence.Terms.Count > 1).Select(sequence => sequence.InRow)];

    /// <summary>The vector as PostgreSQL writes one, <c>'term':1,5 'other':2</c>: no parser of its own comes between. A term holds no quotation mark.</summary>
    private static string Vector(string row)
    {
        var places = new Dictionary<string, List<int>>();
        int place = 0;
        foreach (var term in row.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!places.TryGetValue(term, out var here)) places[term] = here = [];
            if (++place <= MaximumPosition) here.Add(place);
        }
        var vector = new StringBuilder();
        foreach (var (term, here) in places)
        {
            vector.Append('\'').Append(term).Append('\'');
            if (here.Count > 0) vector.Append(':').AppendJoin(',', here);
            vector.Append(' ');
        }
        return vector.ToString();
    }
}
