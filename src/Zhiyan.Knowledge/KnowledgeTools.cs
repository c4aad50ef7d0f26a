using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge;

/// <summary>What all libraries of a store work with.</summary>
internal sealed class KnowledgeTools(DocumentReaders readers, KnowledgeSettings settings, TextFolding folding, Embedder? embedder, TimeProvider time)
{
    public TermAnalyzer Analyzer { get; } = new(folding);

    public TextFolding Folding => folding;

    public Embedder? Embedder => embedder;

    public TimeProvider Time => time;

    /// <summary>So many vectors are scanned; of more, an index is made.</summary>
    public int MostScanned => settings.MostScannedVectors;

    public OpenLibraries Open { get; } = new(settings.MostOpenLibraries);

    public FileReading Reading => new(readers, settings.Limits, folding, Analyzer, time);
}
