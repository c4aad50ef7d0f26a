using System.Buffers.Binary;
using System.Text;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>
/// The container of Office before 2007 (MS-CFB): small files in sectors of one file. Opens no more than the bytes that are there; damaged chains end early.
/// </summary>
internal sealed class OleFile
{
    private const uint EndOfChain = 0xfffffffa;         // this and all above mark ends and free sectors
    private const int MaximumEntries = 100_000;
    private const int EntrySize = 128;

    private readonly ReadOnlyMemory<byte> content;
    private readonly int sectorSize, miniSize, miniCutoff;
    private readonly uint[] fat, miniFat;
    private readonly byte[] miniStream;
    private readonly Dictionary<string, (uint Start, long Length)> streams = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> folders = new(StringComparer.OrdinalIgnoreCase);

    private OleFile(ReadOnlyMemory<byte> content)
    {
        this.content = content;
        sectorSize = 1 << (Short(30) is 9 or 12 ? Short(30) : 9);
        miniSize = 1 << (Short(32) is >= 6 and <= 9 ? Short(32) : 6);
        miniCutoff = (int)Int(56);
        fat = Fat();
        var directory = Chain(Int(48), long.MaxValue);
        var root = Entry(directory, 0);
        var waiting = new Stack<(uint Id, string Folder)>([(root.Child, "")]);
        for (int count = 0; count < MaximumEntries && waiting.TryPop(out var next);)
        {
            if ((next.Id + 1L) * EntrySize > directory.Length) continue;
            count++;
            var entry = Entry(directory, (int)next.Id);
            var path = next.Folder + entry.Name;
            if (entry.Kind is EntryKind.Stream && !streams.TryAdd(path, (entry.Start, entry.Length)) || entry.Kind is EntryKind.Folder && !folders.Add(path)) continue;
            if (entry.Kind is EntryKind.Folder) waiting.Push((entry.Child, path + "/"));
            waiting.Push((entry.Left, next.Folder));
            waiting.Push((entry.Right, next.Folder));
        }
        miniFat = Numbers(Chain(Int(60), long.MaxValue));
        miniStream = Chain(root.Start, root.Length);
    }

    /// <summary>Null for a file of another kind.</summary>
    public static OleFile? Open(ReadOnlyMemory<byte> content) => content.Length >= 512 && content.Span.StartsWith((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) ? new OleFile(content) : null;

    public static OleKind KindOf(ReadOnlyMemory<byte> content) => Open(content) switch
    {
        null => OleKind.None,
        var ole when ole.Has("EncryptedPackage") => OleKind.Encrypted,
        var ole when ole.Has("WordDocument") => OleKind.Word,
        var ole when ole.Has("Workbook") || ole.Has("Book") => OleKind.Excel,
        var ole when ole.Has("PowerPoint Document") => OleKind.PowerPoint,
        var ole when ole.Has("__properties_version1.0") => OleKind.Outlook,
        _ => OleKind.Other,
    };

    /// <param name="name">A stream's path, '/' between its parts; what lies deeper belongs to files put into this one.</param>
    public bool Has(string name) => streams.ContainsKey(name);

    /// <summary>The folders whose paths begin so and go no deeper, in the order of their names.</summary>
    public IEnumerable<string> Folders(string start) =>
        folders.Where(folder => folder.StartsWith(start, StringComparison.OrdinalIgnoreCase) && folder.IndexOf('/', start.Length) < 0).Order(StringComparer.Ordinal);

    /// <summary>Empty where there is no such stream.</summary>
    public byte[] Read(string name)
    {
        if (!streams.TryGetValue(name, out var place)) return [];
        if (place.Length >= miniCutoff) return Chain(place.Start, place.Length);
        var bytes = new byte[Math.Min(place.Length, miniStream.Length)];
        int done = 0;
        for (uint sector = place.Start; sector < EndOfChain && sector < miniFat.Length && done < bytes.Length; sector = miniFat[sector])
        {
            long from = (long)sector * miniSize;
            int length = (int)Math.Min(Math.Min(miniSize, bytes.Length - done), Math.Max(0, miniStream.Length - from));
            if (length == 0) break;
            miniStream.AsSpan((int)from, length).CopyTo(bytes.AsSpan(done));
            done += length;
        }
        return bytes[..done];
    }

    private static (string Name, EntryKind Kind, uint Left, uint Right, uint Child, uint Start, long Length) Entry(byte[] directory, int id)
    {
        if ((id + 1L) * EntrySize > directory.Length) return ("", EntryKind.None, EndOfChain, EndOfChain, EndOfChain, EndOfChain, 0);
        var entry = directory.AsSpan(id * EntrySize, EntrySize);
        uint Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        int nameLength = Math.Clamp(BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]) - 2, 0, 62);
        return (Encoding.Unicode.GetString(entry[..nameLength]), entry[66] switch { 1 => EntryKind.Folder, 2 => EntryKind.Stream, _ => EntryKind.None }, Number(entry, 68), Number(entry, 72), Number(entry, 76), Number(entry, 116), Number(entry, 120));
    }

    private enum EntryKind
    {
        None,
        Folder,
        Stream,
    }

    private uint[] Fat()
    {
        var numbers = new List<uint>();
        void AddSector(uint sector)
        {
            // No table is longer than the sectors it tells of, however often a damaged list names its parts.
            if (sector < EndOfChain && numbers.Count <= content.Length / sectorSize) numbers.AddRange(Numbers(Sector(sector)));
        }
        for (int index = 0; index < 109; index++) AddSector(Int(76 + index * 4));
        uint more = Int(68);
        for (int count = 0; more < EndOfChain && count < content.Length / sectorSize; count++)
        {
            var list = Numbers(Sector(more));
            if (list.Length == 0) break;
            foreach (var sector in list[..^1]) AddSector(sector);
            more = list[^1];
        }
        return [.. numbers];
    }

    private byte[] Chain(uint start, long length)
    {
        var bytes = new MemoryStream();
        int count = 0;
        for (uint sector = start; sector < EndOfChain && sector < fat.Length && bytes.Length < length; sector = fat[sector])
        {
            if (count++ > content.Length / sectorSize) break;       // a chain that bites its tail
            bytes.Write(Sector(sector));
        }
        var all = bytes.ToArray();
        return all.Length > length ? all[..(int)length] : all;
    }

    private ReadOnlySpan<byte> Sector(uint sector)
    {
        long from = ((long)sector + 1) * sectorSize;
        return from >= content.Length ? [] : content.Span.Slice((int)from, (int)Math.Min(sectorSize, content.Length - from));
    }

    private static uint[] Numbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = new uint[bytes.Length / 4];
        for (int index = 0; index < numbers.Length; index++) numbers[index] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(index * 4)..]);
        return numbers;
    }

    private int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(content.Span[at..]);

    private uint Int(int at) => BinaryPrimitives.ReadUInt32LittleEndian(content.Span[at..]);
}

internal enum OleKind
{
    None,
    Encrypted,
    Word,
    Excel,
    PowerPoint,
    Outlook,
    Other,
}
