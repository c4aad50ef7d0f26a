using Zhiyan.Knowledge.Indexing;
using Zhiyan.Knowledge.Libraries;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge;

/// <summary>What all libraries of a store work with.</summary>
internal sealed class KnowledgeTools(DocumentReaders readers, ReadingLimits limits, TextFolding folding, Embedder? embedder, TimeProvider time)
{
    public TermAnalyzer Analyzer { get; } = new(folding);

    public TextFolding Folding => folding;

    public Embedder? Embedder => embedder;

    public TimeProvider Time => time;

    public FileReading Reading => new(readers, limits, folding, Analyzer, time);
}
