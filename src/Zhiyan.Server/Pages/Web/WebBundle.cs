using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.StaticFiles;

namespace Zhiyan.Server.Pages.Web;

/// <summary>The browser side as it was bundled at build: the files in a folder beside the program, and what a page must name to use them.</summary>
internal sealed class WebBundle
{
    /// <summary>Read by the server and by nobody else.</summary>
    private static readonly string[] inner = ["/manifest.json", "/icons.json", "/folding.txt", "/fonts/"];

    private static readonly FileExtensionContentTypeProvider types = new()
    {
        Mappings = { [".js"] = "text/javascript; charset=utf-8", [".css"] = "text/css; charset=utf-8", [".txt"] = "text/plain; charset=utf-8", [".webmanifest"] = "application/manifest+json" },
    };

    private readonly FrozenDictionary<string, WebFile> files;
    private readonly FrozenDictionary<string, string> icons;

    private WebBundle(string folder)
    {
        var names = Read<Names>(folder, "manifest.json");
        (Script, Style, Modules, Texts) = (names.Script, names.Style, names.Modules, names.Texts);
        icons = Read<Dictionary<string, string>>(folder, "icons.json").ToFrozenDictionary();
        files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".br", StringComparison.Ordinal) && !path.EndsWith(".gz", StringComparison.Ordinal))
            .Select(path => (Path: path, Address: "/" + Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))
            .Where(file => !inner.Any(start => file.Address.StartsWith(start, StringComparison.Ordinal)))
            .ToFrozenDictionary(file => file.Address, file => Of(file.Path, file.Address));
    }

    public string Script { get; }

    public string Style { get; }

    /// <summary>What the script imports before it runs.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>The module of each language's texts, which the script imports as well.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; }

    /// <param name="folder">For instance the folder 'web' beside the program.</param>
    public static WebBundle Open(string folder)
    {
        try
        {
            return new WebBundle(folder);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw new IOException($"{folder}: the browser side is not whole ({error.Message}); build the program again.", error);
        }
    }

    public WebFile? Find(string address) => files.GetValueOrDefault(address);

    /// <summary>What is inside the svg element of an icon that some page uses.</summary>
    public string Icon(string name) =>
        icons.TryGetValue(name, out var shapes) ? shapes : throw new KeyNotFoundException($"there is no icon '{name}' in the bundle; web/icons.mjs says which there are.");

    private static WebFile Of(string path, string address)
    {
        var about = new FileInfo(path);
        var isHashed = address.StartsWith("/assets/", StringComparison.Ordinal);
        return new WebFile(
            path,
            types.TryGetContentType(path, out var type) ? type : "application/octet-stream",
            string.Create(CultureInfo.InvariantCulture, $"{about.LastWriteTimeUtc.Ticks:x}-{about.Length:x}"),
            isHashed,
            File.Exists(path + ".br") ? path + ".br" : null,
            File.Exists(path + ".gz") ? path + ".gz" : null);
    }

    private static T Read<T>(string folder, string name) => JsonSerializer.Deserialize<T>(File.ReadAllBytes(Path.Combine(folder, name)), JsonSerializerOptions.Web)!;

    private sealed record Names(string Script, string Style, IReadOnlyList<string> Modules, IReadOnlyDictionary<string, string> Texts);
}
