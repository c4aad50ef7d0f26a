namespace Zhiyan.Knowledge.Indexing;

/// <summary>What an index is made by; a library whose index is of another form gets a new one.</summary>
internal static class IndexForm
{
    /// <summary>Changes with the passages that the chunker cuts, with what is searched of them and with the terms that the analyzer makes of it.</summary>
    public const int Current = 2;
}
