using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Store;
using Zhiyan.Server.Upkeep;

namespace Zhiyan.Server.Files;

/// <summary>
/// Uploaded files. Their bytes lie once in the data folder, named by their hash; without a folder, and for temporary chats, they stay in the store
/// in memory. Thread-safe.
/// </summary>
internal sealed class FileStore(ChatStores stores, ServerSettings settings, TimeProvider time)
{
    /// <summary>Bytes of one file.</summary>
    public const long MaxBytes = 32L << 20;

    /// <summary>Bytes of all files of a person.</summary>
    public const long MaxBytesOfAll = 4L << 30;

    /// <summary>Files that are looked at in one sweep.</summary>
    private const int MaxSwept = 10_000;

    /// <summary>Held while bytes come or go, so that none go that somebody is about to refer to.</summary>
    private readonly SemaphoreSlim keeping = new(1);

    private readonly string? folder = settings.DataFolder is { } data ? Path.Combine(data, "files") : null;

    /// <summary>Keeps a file. Throws an <see cref="ApiException"/> for one that is empty, too large or not what its name says.</summary>
    /// <param name="isUpload">Its content must be what its name says; what an archive brings back was taken once already.</param>
    public async Task<StoredFile> Add(Guid owner, string name, Stream content, bool isTemporary, CancellationToken cancellation, bool isUpload = false)
    {
        var bytes = await Read(content, cancellation);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var type = MediaTypes.Of(bytes, name);
        if (isUpload && MediaTypes.Contradicts(name, type)) throw ApiException.Invalid("file", $"'{FileName.Clean(name)}' is in truth {type}; give it the right name or add another file.", "file_wrong_content");
        var isInStore = isTemporary || folder is null;
        var store = isTemporary ? stores.Temporary : stores.Main;
        await RequireRoom(store, owner, bytes.Length);
        var file = new StoredFile
        {
            Id = Guid.CreateVersion7(),
            OwnerId = owner,
            Name = FileName.Clean(name),
            MediaType = type,
            Length = bytes.Length,
            Hash = hash,
            CreatedAt = time.GetUtcNow().UtcDateTime,
            Content = isInStore ? bytes : null,
        };
        await keeping.WaitAsync(cancellation);
        try
        {
            if (!isInStore && !File.Exists(PathOf(hash))) await DurableFile.Write(PathOf(hash), beside => File.WriteAllBytesAsync(beside, bytes, cancellation));
            await store.Log.Append(Guid.Empty, [], context =>
            {
                context.Files.Add(file);
                return Task.CompletedTask;
            });
        }
        finally
        {
            keeping.Release();
        }
        return file;
    }

    /// <summary>Takes away files from before a time that no message refers to, and their bytes where they were the last with those.</summary>
    public async Task Sweep(DateTime before, CancellationToken cancellation)
    {
        await using var context = stores.Main.Open();
        var queued = (await context.Queue.AsNoTracking().Select(one => one.Files).ToListAsync(cancellation)).SelectMany(files => files).ToHashSet();
        var loose = await context.Files.Where(file => file.CreatedAt < before && !context.MessageFiles.Any(one => one.FileId == file.Id))
            .OrderBy(file => file.CreatedAt).Select(file => new { file.Id, file.Hash }).Take(MaxSwept).ToListAsync(cancellation);
        foreach (var file in loose.Where(file => !queued.Contains(file.Id)))
        {
            await keeping.WaitAsync(cancellation);
            try
            {
                var isLast = false;
                await stores.Main.Log.Append(Guid.Empty, [], async store =>
                {
                    await store.Files.Where(one => one.Id == file.Id && !store.MessageFiles.Any(message => message.FileId == one.Id)).ExecuteDeleteAsync();
                    isLast = !await store.Files.AnyAsync(one => one.Hash == file.Hash);
                });
                if (isLast && folder is not null) File.Delete(PathOf(file.Hash));
            }
            finally
            {
                keeping.Release();
            }
        }
    }

    /// <summary>A person's file; null where it is another's or not there.</summary>
    public async Task<StoredFile?> Find(Guid owner, Guid id)
    {
        foreach (var store in new[] { stores.Main, stores.Temporary })
        {
            await using var context = store.Open();
            if (await context.Files.AsNoTracking().FirstOrDefaultAsync(file => file.Id == id && file.OwnerId == owner) is { } found) return found;
        }
        return null;
    }

    /// <summary>Removes all files of a person. Bytes that somebody else has as well stay.</summary>
    public async Task Forget(Guid owner)
    {
        foreach (var store in new[] { stores.Main, stores.Temporary })
        {
            await using var context = store.Open();
            var hashes = await context.Files.Where(file => file.OwnerId == owner).Select(file => file.Hash).Distinct().ToListAsync();
            await store.Log.Append(Guid.Empty, [], writer => writer.Files.Where(file => file.OwnerId == owner).ExecuteDeleteAsync());
            if (folder is null || store != stores.Main) continue;
            foreach (var hash in hashes)
                if (!await context.Files.AnyAsync(file => file.Hash == hash)) File.Delete(PathOf(hash));
        }
    }

    /// <summary>Throws an <see cref="ApiException"/> where the bytes are gone, as they may be after the database went back to an earlier snapshot.</summary>
    public Stream Open(StoredFile file)
    {
        if (file.Content is { } bytes) return new MemoryStream(bytes, writable: false);
        try
        {
            return File.OpenRead(PathOf(file.Hash));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ApiException(ApiError.NotFound(null, $"the contents of {file.Name} are no longer in the data folder.", "file_gone"));
        }
    }

    /// <summary>Two levels, so that no folder grows without end.</summary>
    private string PathOf(string hash) => Path.Combine(folder!, hash[..2], hash);

    private static async Task<byte[]> Read(Stream content, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (memory.Length + read > MaxBytes) throw new ApiException(new ApiError(413, $"the file is larger than {MaxBytes >> 20} MB; add a smaller one.", "invalid_request_error", "file", "file_too_large"));
            memory.Write(buffer, 0, read);
        }
        return memory.Length > 0 ? memory.ToArray() : throw ApiException.Invalid("file", "the file is empty.", "file_empty");
    }

    private static async Task RequireRoom(ChatStore store, Guid owner, long more)
    {
        await using var context = store.Open();
        var used = await context.Files.Where(file => file.OwnerId == owner).SumAsync(file => file.Length);
        if (used + more > MaxBytesOfAll) throw ApiException.Invalid("file", $"your files would take more than {MaxBytesOfAll >> 30} GB; delete chats with large files first.", "files_full");
    }
}
