namespace Zhiyan.Server.Export;

/// <summary>One path through a chat, as it is written to a document; the texts are as they were said, whatever they contain.</summary>
internal sealed record Transcript(
    string Title,
    DateTimeOffset Created,
    string Language,
    TranscriptLabels Labels,
    IReadOnlyList<TranscriptTurn> Turns);

/// <summary>One message: who said it under what name, when, and what.</summary>
internal sealed record TranscriptTurn(
    TurnRole Role,
    string Name,
    DateTimeOffset At,
    string Markdown,
    string? Reasoning = null,
    IReadOnlyList<TranscriptFile>? Files = null);

/// <summary>A file that came with a message, by name only: its content is not in the document.</summary>
internal sealed record TranscriptFile(string Name, long Bytes);

/// <summary>Which side of the chat a message is from.</summary>
internal enum TurnRole
{
    User,
    Assistant,
}

/// <summary>The words that a document needs beside those of the chat, in the reader's language; <paramref name="Page"/> has {0} for the page and {1} for their number.</summary>
internal sealed record TranscriptLabels(string Reasoning, string Files, string Page);
