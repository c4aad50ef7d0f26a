using System.Buffers.Binary;
using System.Text;

namespace Zhiyan.Knowledge.Tests.Reading.Office;

/// <summary>Builds containers of old Office (MS-CFB): streams, folders in '/'; sector 0 is the table of sectors, the directory follows.</summary>
internal static class TestOle
{
    private const uint None = 0xffffffff, End = 0xfffffffe;

    public static byte[] Build(params (string Path, byte[] Content)[] streams)
    {
        var entries = new List<Entry> { new("Root Entry", 5) };
        foreach (var (path, content) in streams)
        {
            var at = entries[0];
            foreach (var part in path.Split('/'))
            {
                if (at.Children.Find(child => child.Name == part) is not { } next)
                {
                    at.Children.Add(next = new Entry(part, 1));
                    entries.Add(next);
                }
                at = next;
            }
            (at.Kind, at.Content) = (2, content);
        }
        int directorySectors = (entries.Count * 128 + 511) / 512;
        var sectors = new List<uint> { 0xfffffffd };
        for (int sector = 0; sector < directorySectors; sector++) sectors.Add(sector + 1 < directorySectors ? (uint)(sector + 2) : End);
        var (directory, body) = (new byte[directorySectors * 512], new MemoryStream());
        for (int index = 0; index < entries.Count; index++)
        {
            var entry = entries[index];
            Write(directory.AsSpan(index * 128, 128), entry, entries, entry.Content.Length > 0 ? (uint)sectors.Count : End);
            int count = (entry.Content.Length + 511) / 512;
            for (int sector = 0; sector < count; sector++) sectors.Add(sector + 1 < count ? (uint)(sectors.Count + 1) : End);
            body.Write(entry.Content);
            body.Write(new byte[count * 512 - entry.Content.Length]);
        }
        var table = new byte[512];
        table.AsSpan().Fill(0xff);
        for (int index = 0; index < sectors.Count; index++) BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(index * 4), sectors[index]);
        return [.. Head(), .. table, .. directory, .. body.ToArray()];
    }

    /// <summary>No stream is too small for a sector of its own.</summary>
    private static byte[] Head()
    {
        var head = new byte[512];
        ((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).CopyTo(head);
        (head[30], head[32], head[48]) = (9, 6, 1);
        foreach (int at in (int[])[60, 68]) BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(at), End);
        head.AsSpan(80).Fill(0xff);
        return head;
    }

    private static void Write(Span<byte> target, Entry entry, List<Entry> all, uint start)
    {
        uint Place(Entry? other) => other is null ? None : (uint)all.IndexOf(other);
        var brothers = all.Find(parent => parent.Children.Contains(entry))?.Children;
        var next = brothers?.ElementAtOrDefault(brothers.IndexOf(entry) + 1);
        Encoding.Unicode.GetBytes(entry.Name, target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[64..], (ushort)(entry.Name.Length * 2 + 2));
        target[66] = entry.Kind;
        foreach (var (at, value) in ((int, uint)[])[(68, None), (72, Place(next)), (76, Place(entry.Children.FirstOrDefault())), (116, start), (120, (uint)entry.Content.Length)])
            BinaryPrimitives.WriteUInt32LittleEndian(target[at..], value);
    }

    private sealed class Entry(string name, byte kind)
    {
        public string Name => name;

        public byte Kind { get; set; } = kind;

        public byte[] Content { get; set; } = [];

        public List<Entry> Children { get; } = [];
    }
}
