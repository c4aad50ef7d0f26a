using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge;

/// <summary>What all libraries of a store work with.</summary>
internal sealed class KnowledgeTools
{
    public KnowledgeTools(DocumentReaders readers, KnowledgeSettings settings, TextFolding folding, Embedder? embedder, TimeProvider time)
    {
        (Folding, Embedder, Time, MostScanned) = (folding, embedder, time, settings.MostScannedVectors);
        Analyzer = new TermAnalyzer(folding);
        Open = new OpenLibraries(settings.MostOpenLibraries);
        Reading = new FileReading(readers, settings.Limits, folding, Analyzer, time);
    }

    public TermAnalyzer Analyzer { get; }

    public TextFolding Folding { get; }

    public Embedder? Embedder { get; }

    public TimeProvider Time { get; }

    /// <summary>So many vectors are scanned; of more, an index is made.</summary>
    public int MostScanned { get; }

    public OpenLibraries Open { get; }

    /// <summary>One for all, so that what reads at once is bounded.</summary>
    public FileReading Reading { get; }
}
