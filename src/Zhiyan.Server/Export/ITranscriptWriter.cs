namespace Zhiyan.Server.Export;

/// <summary>Writes a chat as one kind of document. The same transcript gives the same bytes; nothing is fetched; writers may be shared between threads.</summary>
internal interface ITranscriptWriter
{
    string MediaType { get; }

    /// <summary>With its dot.</summary>
    string Extension { get; }

    void Write(Transcript transcript, Stream output);
}
