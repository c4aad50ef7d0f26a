using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Zhiyan.Knowledge.Reading;

namespace Zhiyan.Knowledge.Store;

/// <summary>A document as two compressed rows of bytes: its text, and what the parts of the text are and where they stand.</summary>
internal static class DocumentCodec
{
    public static byte[] PackText(Document document) => Pack(Encoding.UTF8.GetBytes(document.Text));

    public static string UnpackText(byte[] packed) => Encoding.UTF8.GetString(Unpack(packed));

    public static byte[] PackLayout(Document document) => Pack(JsonSerializer.SerializeToUtf8Bytes(new Layout(
        document.Title,
        [.. document.Blocks.SelectMany(block => (int[])[(int)block.Kind, block.Start, block.End, block.Level])],
        document.Pages,
        [.. document.Places.SelectMany(place => (int[])[place.Start, place.End, place.Page])],
        [.. document.Places.SelectMany(place => (float[])[place.Box.Left, place.Box.Top, place.Box.Right, place.Box.Bottom])],
        document.Links,
        document.Warnings)));

    public static Document Unpack(string text, byte[] layout)
    {
        var parts = JsonSerializer.Deserialize<Layout>(Unpack(layout))!;
        return new Document
        {
            Text = text,
            Title = parts.Title,
            Blocks = [.. parts.Blocks.Chunk(4).Select(part => new Block((BlockKind)part[0], part[1], part[2], part[3]))],
            Pages = parts.Pages,
            Places = [.. parts.Places.Chunk(3).Zip(parts.Boxes.Chunk(4), (place, box) => new PlacedText(place[0], place[1], place[2], new Box(box[0], box[1], box[2], box[3])))],
            Links = parts.Links,
            Warnings = parts.Warnings,
        };
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new BrotliStream(packed, CompressionLevel.Fastest)) stream.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var stream = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Numbers in flat rows: a thousand pages have half a million places.</summary>
    private sealed record Layout(string? Title, int[] Blocks, IReadOnlyList<Page> Pages, int[] Places, float[] Boxes, IReadOnlyList<Link> Links, IReadOnlyList<Reason> Warnings);
}
