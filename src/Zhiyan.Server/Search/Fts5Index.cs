using System.Data.Common;
using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Server.Search;

/// <summary>
/// The index in SQLite's FTS5. Its plainest tokenizer is enough: <c>ascii</c> keeps everything beyond ASCII and what it is told to keep, and cuts at the spaces between terms.
/// The table of terms holds no text (contentless), so messages are kept once; its rows go with those of <c>search_messages</c>.
/// </summary>
internal sealed class Fts5Index(TextFolding folding) : MessageIndex(folding)
{
    protected override string CreateSql => """
        CREATE TABLE IF NOT EXISTS search_messages (
            id INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, chat_id TEXT NOT NULL, owner_id TEXT NOT NULL, sent_at INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS search_messages_chat ON search_messages (chat_id);
        CREATE VIRTUAL TABLE IF NOT EXISTS search_terms USING fts5(terms, content='', contentless_delete=1, tokenize="ascii tokenchars '#+._'");
        CREATE TRIGGER IF NOT EXISTS search_messages_removed AFTER DELETE ON search_messages BEGIN
            DELETE FROM search_terms WHERE rowid = old.id;
        END;
        """;

    protected override string PutSql => """
        INSERT INTO search_messages (message_id, chat_id, owner_id, sent_at) VALUES (@message, @chat, @owner, @sent)
            ON CONFLICT (message_id) DO UPDATE SET chat_id = excluded.chat_id, owner_id = excluded.owner_id, sent_at = excluded.sent_at;
        INSERT OR REPLACE INTO search_terms (rowid, terms) SELECT id, @terms FROM search_messages WHERE message_id = @message;
        """;

    /// <summary>FTS5's own rank is bm25, smaller where it fits better.</summary>
    public override SearchStatement Select(Func<DbParameter> parameter, Guid ownerId, SearchQuery query) => new(
        """
        SELECT m.message_id AS "MessageId", m.chat_id AS "ChatId", -t.rank AS "Score", m.sent_at AS "SentAt"
        FROM search_terms AS t JOIN search_messages AS m ON m.id = t.rowid WHERE t.terms MATCH @match AND m.owner_id = @owner
        """,
        [Named(parameter, "match", query.ToFts5()), Named(parameter, "owner", ownerId)]);

    protected override void AddTerms(DbCommand command, string row) => Add(command, "terms", row);
}
