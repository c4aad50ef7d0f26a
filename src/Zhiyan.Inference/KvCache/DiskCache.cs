using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Zhiyan.Kernels.Attention;

namespace Zhiyan.Inference.KvCache;

/// <summary>
/// Keys and values of long prompts in a folder, so that a document is not read again after a restart. A file holds 256 tokens and is named after
/// the model and every token up to its end; it is written aside, flushed and renamed, and one that is damaged is deleted and counts as absent.
/// The least recently used files go when the folder grows over its limit. Reading is the loop's; writing has a thread of its own.
/// </summary>
internal sealed class DiskCache : IDisposable
{
    public const int SegmentBlocks = 8;
    public const int SegmentTokens = SegmentBlocks * KeyValueLayout.PageTokens;

    private const string Extension = ".kv";
    private const int MostWaiting = 8;      // segments; one more is not kept

    private readonly string folder;
    private readonly long limit;
    private readonly byte[] model;
    private readonly TimeProvider time;
    private readonly IReadOnlyList<LayerGroup> groups;
    private readonly Channel<(string Path, byte[] Bytes)> writes = Channel.CreateBounded<(string, byte[])>(MostWaiting);
    private readonly Task writing;

    /// <param name="model">What sets this model, and the way its cache is laid out, apart from all others.</param>
    public DiskCache(string folder, long limit, byte[] model, IReadOnlyList<LayerGroup> groups, TimeProvider? time = null)
    {
        (this.folder, this.limit, this.model, this.groups, this.time) = (folder, limit, model, groups, time ?? TimeProvider.System);
        Directory.CreateDirectory(folder);
        foreach (var unfinished in Directory.GetFiles(folder, "*.tmp")) File.Delete(unfinished);
        writing = Task.Run(Write);
    }

    private long PayloadBytes => groups.Sum(group => (long)group.BlockBytes) * SegmentBlocks;

    /// <summary>The name of the segment that ends with these tokens, of which there are whole segments.</summary>
    public string Name(ReadOnlySpan<int> tokens)
    {
        var name = model;
        for (; tokens.Length > 0; tokens = tokens[SegmentTokens..]) name = SHA256.HashData([.. name, .. MemoryMarshal.AsBytes(tokens[..SegmentTokens])]);
        return Convert.ToHexStringLower(name);
    }

    public bool Holds(string name) => File.Exists(PathOf(name));

    /// <summary>Keeps a segment whose blocks are all there; <paramref name="block"/> gives group g's block i of it.</summary>
    public void Keep(string name, Func<int, int, Block> block)
    {
        var bytes = new byte[PayloadBytes + SHA256.HashSizeInBytes];
        var rest = bytes.AsSpan();
        for (var index = 0; index < SegmentBlocks; index++)
        {
            for (var group = 0; group < groups.Count; group++)
            {
                block(group, index).Span.CopyTo(rest);
                rest = rest[groups[group].BlockBytes..];
            }
        }
        writes.Writer.TryWrite((PathOf(name), bytes));
    }

    /// <summary>Reads a segment into blocks; false when it is absent or damaged.</summary>
    public bool TryLoad(string name, Func<int, int, Block> block)
    {
        var path = PathOf(name);
        var bytes = ArrayPool<byte>.Shared.Rent(checked((int)PayloadBytes + SHA256.HashSizeInBytes));
        try
        {
            var whole = bytes.AsSpan(0, (int)PayloadBytes + SHA256.HashSizeInBytes);
            using (var file = File.OpenRead(path))
            {
                if (file.Length != whole.Length) throw new InvalidDataException();
                file.ReadExactly(whole);
            }
            var payload = whole[..^SHA256.HashSizeInBytes];
            if (!SHA256.HashData(payload).AsSpan().SequenceEqual(whole[^SHA256.HashSizeInBytes..])) throw new InvalidDataException();
            for (var index = 0; index < SegmentBlocks; index++)
            {
                for (var group = 0; group < groups.Count; group++)
                {
                    payload[..groups[group].BlockBytes].CopyTo(block(group, index).Span);
                    payload = payload[groups[group].BlockBytes..];
                }
            }
            File.SetLastAccessTimeUtc(path, time.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (InvalidDataException)
        {
            File.Delete(path);
            return false;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    public void Dispose()
    {
        writes.Writer.Complete();
        writing.Wait();
    }

    private string PathOf(string name) => Path.Combine(folder, name + Extension);

    private async Task Write()
    {
        await foreach (var (path, bytes) in writes.Reader.ReadAllAsync())
        {
            try
            {
                SHA256.HashData(bytes.AsSpan(..^SHA256.HashSizeInBytes)).CopyTo(bytes.AsSpan(^SHA256.HashSizeInBytes..));
                MakeRoom(bytes.Length);
                var aside = path + ".tmp";
                using (var file = new FileStream(aside, FileMode.Create))
                {
                    file.Write(bytes);
                    file.Flush(flushToDisk: true);
                }
                File.Move(aside, path, overwrite: true);
            }
            catch (IOException)
            {
                // A full disk, say: the cache is a convenience, and the next document tries again.
            }
        }
    }

    private void MakeRoom(long bytes)
    {
        var files = new DirectoryInfo(folder).GetFiles("*" + Extension).OrderBy(file => file.LastAccessTimeUtc).ToList();
        var total = files.Sum(file => file.Length);
        foreach (var file in files.TakeWhile(_ => total + bytes > limit).ToList())
        {
            total -= file.Length;
            file.Delete();
        }
    }
}
