using System.Text;

namespace Zhiyan.Server.Files;

/// <summary>Tells what a file is from its content; an upload's own claim counts for nothing.</summary>
internal static class MediaTypes
{
    public const string Unknown = "application/octet-stream";

    private static readonly (string Type, int At, byte[] Mark)[] marks =
    [
        ("image/png", 0, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]),
        ("image/jpeg", 0, [0xFF, 0xD8, 0xFF]),
        ("image/gif", 0, [.. "GIF8"u8]),
        ("image/webp", 8, [.. "WEBP"u8]),
        ("image/avif", 4, [.. "ftypavif"u8]),
        ("application/pdf", 0, [.. "%PDF-"u8]),
        ("application/zip", 0, [.. "PK"u8, 3, 4]),
        ("application/gzip", 0, [0x1F, 0x8B]),
        ("audio/mpeg", 0, [.. "ID3"u8]),
        ("audio/wav", 8, [.. "WAVE"u8]),
        ("video/mp4", 4, [.. "ftyp"u8]),
    ];

    private static readonly Dictionary<string, string> zipped = new(StringComparer.OrdinalIgnoreCase)
    {
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        [".epub"] = "application/epub+zip",
    };

    private static readonly Dictionary<string, string> written = new(StringComparer.OrdinalIgnoreCase)
    {
        [".md"] = "text/markdown",
        [".csv"] = "text/csv",
        [".json"] = "application/json",
    };

    /// <summary>Pictures that browsers show and that hold no script.</summary>
    public static bool IsPicture(string type) => type is "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "image/avif";

    /// <summary>The name only tells kinds apart that have the same content: a document in a zip, or text. SVG and HTML are text here.</summary>
    public static string Of(ReadOnlySpan<byte> content, string name)
    {
        foreach (var (type, at, mark) in marks)
        {
            if (content.Length >= at + mark.Length && content[at..].StartsWith(mark))
                return type == "application/zip" ? zipped.GetValueOrDefault(Path.GetExtension(name), type) : type;
        }
        return IsText(content) ? written.GetValueOrDefault(Path.GetExtension(name), "text/plain") : Unknown;
    }

    /// <summary>Whether a name says picture or PDF and the content is something else: whoever opens it would be deceived.</summary>
    public static bool Contradicts(string name, string type) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".png" or ".jpg" or ".jpeg" or ".gif" or ".webp" or ".avif" => !IsPicture(type),
        ".pdf" => type != "application/pdf",
        _ => false,
    };

    private static bool IsText(ReadOnlySpan<byte> content)
    {
        var start = content[..Math.Min(content.Length, 4_096)];
        if (start.Contains((byte)0)) return false;
        // The cut may be inside a character, so the last few bytes are not judged.
        for (var cut = 0; cut <= 3 && cut <= start.Length; cut++)
        {
            try
            {
                new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(start[..^cut]);
                return true;
            }
            catch (DecoderFallbackException)
            {
                // shorter, then
            }
        }
        return false;
    }
}
