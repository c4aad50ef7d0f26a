using Zhiyan.Knowledge.Indexing;

namespace Zhiyan.Knowledge.Libraries;

/// <summary>What of a library is in memory while it is used.</summary>
internal sealed record OpenedLibrary(DocumentTable Documents, LibraryIndex Index);
