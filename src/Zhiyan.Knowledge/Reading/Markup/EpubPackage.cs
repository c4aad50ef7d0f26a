using System.Xml.Linq;
using Zhiyan.Knowledge.Reading.Archives;
using Zhiyan.Knowledge.Reading.Office;

namespace Zhiyan.Knowledge.Reading.Markup;

/// <summary>What a book's package file says: its title, its parts in order, and their names in the table of contents.</summary>
internal sealed class EpubPackage
{
    private readonly string folder;

    public EpubPackage(XElement package, string path, BoundedZip zip)
    {
        folder = path.LastIndexOf('/') is >= 0 and var slash ? path[..(slash + 1)] : "";
        Title = package.Child("metadata")?.All("title").FirstOrDefault()?.Value.Trim() is { Length: > 0 } title ? title : null;
        var items = (package.Child("manifest")?.Children("item") ?? []).GroupBy(item => item.Value("id") ?? "").ToDictionary(group => group.Key, group => group.First());
        Spine = [.. (package.Child("spine")?.Children("itemref") ?? [])
            .Select(reference => items.GetValueOrDefault(reference.Value("idref") ?? ""))
            .Where(item => item is not null && item.Value("properties")?.Split(' ').Contains("nav") != true)
            .Select(item => Resolve(folder, item!.Value("href") ?? "")).Distinct()];
        var navigation = items.Values.FirstOrDefault(item => item.Value("properties")?.Split(' ').Contains("nav") == true)
            ?? items.Values.FirstOrDefault(item => item.Value("media-type") is "application/x-dtbncx+xml");
        if (navigation is not null) ReadNames(zip, Resolve(folder, navigation.Value("href") ?? ""));
    }

    public string? Title { get; }

    /// <summary>Paths in the zip.</summary>
    public IReadOnlyList<string> Spine { get; }

    public Dictionary<string, string> Names { get; } = new(StringComparer.OrdinalIgnoreCase);

    private void ReadNames(BoundedZip zip, string path)
    {
        var inFolder = path.LastIndexOf('/') is >= 0 and var slash ? path[..(slash + 1)] : "";
        XElement? root;
        try
        {
            root = zip.Xml(path);
        }
        catch (System.Xml.XmlException)
        {
            return;         // a book is read without its table of contents
        }
        foreach (var point in root?.All("navPoint") ?? []) Name(inFolder, point.Child("content")?.Value("src"), point.At("navLabel", "text")?.Value);
        foreach (var link in root?.All("a") ?? []) Name(inFolder, link.Value("href"), link.Value);
    }

    private void Name(string inFolder, string? target, string? name)
    {
        if (target is { Length: > 0 } && name?.Trim() is { Length: > 0 } words) Names.TryAdd(Resolve(inFolder, target.Split('#')[0]), words);
    }

    private static string Resolve(string folder, string target)
    {
        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in Uri.UnescapeDataString(target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else if (step is not ("." or "..")) parts.Add(step);
        }
        return string.Join('/', parts);
    }
}
