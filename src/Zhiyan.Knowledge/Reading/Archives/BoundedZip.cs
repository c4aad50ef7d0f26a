using System.IO.Compression;
using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>
/// A zip file that cannot grow beyond its bounds: what comes out of it is counted while it comes, since what its directory declares may be a lie. One thread.
/// </summary>
internal sealed class BoundedZip : IDisposable
{
    private readonly ZipArchive zip;
    private readonly UnpackedBudget budget;
    private readonly Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.OrdinalIgnoreCase);

    public BoundedZip(ReadOnlyMemory<byte> content, ReadingLimits limits, CancellationToken cancellation) : this(content, limits, new UnpackedBudget(limits.UnpackedBytes, cancellation))
    {
    }

    public BoundedZip(ReadOnlyMemory<byte> content, ReadingLimits limits, UnpackedBudget budget)
    {
        this.budget = budget;
        zip = new ZipArchive(Streams.Of(content), ZipArchiveMode.Read, leaveOpen: false, System.Text.Encoding.Latin1);
        if (zip.Entries.Count > limits.ArchiveFiles)
            throw new DocumentException(ReasonCode.TooManyFiles, limits.ArchiveFiles);
        foreach (var entry in zip.Entries) entries.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
    }

    public IReadOnlyList<ZipArchiveEntry> Entries => zip.Entries;

    public bool Has(string name) => entries.ContainsKey(name);

    /// <summary>Null where there is no such file.</summary>
    public Stream? Open(string name) => entries.GetValueOrDefault(name) is { } entry ? Open(entry) : null;

    public Stream Open(ZipArchiveEntry entry)
    {
        if (entry.IsEncrypted) throw new DocumentException(ReasonCode.EncryptedInArchive);
        budget.Check(entry.Length);
        return new CountedStream(entry.Open(), budget);
    }

    public byte[] Read(ZipArchiveEntry entry)
    {
        using var stream = Open(entry);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    public byte[]? Read(string name) => entries.GetValueOrDefault(name) is { } entry ? Read(entry) : null;

    /// <summary>Null where there is no such file.</summary>
    public XElement? Xml(string name)
    {
        using var stream = Open(name);
        return stream is null ? null : BoundedXml.Load(stream);
    }

    public void Dispose() => zip.Dispose();
}
