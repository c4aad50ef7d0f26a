using System.Xml.Linq;
using Zhiyan.Knowledge.Reading.Archives;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>The parts of an office document and what leads from one to the other.</summary>
internal sealed class OfficePackage(SourceFile file, ReadingLimits limits, CancellationToken cancellation) : IDisposable
{
    private readonly BoundedZip zip = new(file.Content, limits, cancellation);

    /// <summary>The document's main part; a damaged list of parts falls back to the usual place.</summary>
    public string MainPart(string usual) => Relations("").Values.FirstOrDefault(relation => relation.Type.EndsWith("/officeDocument", StringComparison.Ordinal) && zip.Has(relation.Target))?.Target ?? usual;

    public XElement? Part(string? name) => name is null ? null : zip.Xml(name);

    public XElement Required(string name) => zip.Xml(name) ?? throw new DocumentException(ReasonCode.MissingPart, name);

    /// <summary>The title among the document's properties.</summary>
    public string? Title => zip.Xml("docProps/core.xml")?.All("title").FirstOrDefault()?.Value.Trim() is { Length: > 0 } title ? title : null;

    /// <summary>What a part refers to, by id.</summary>
    public IReadOnlyDictionary<string, Relation> Relations(string part)
    {
        int slash = part.LastIndexOf('/');
        var folder = slash < 0 ? "" : part[..slash];
        var relations = new Dictionary<string, Relation>();
        var root = zip.Xml($"{(folder.Length == 0 ? "" : folder + "/")}_rels/{part[(slash + 1)..]}.rels");
        foreach (var element in root?.Elements() ?? [])
        {
            var target = element.Value("Target") ?? "";
            bool isOutside = element.Value("TargetMode") is "External";
            relations.TryAdd(element.Value("Id") ?? "", new Relation(element.Value("Type") ?? "", isOutside ? target : Resolve(folder, target), isOutside));
        }
        return relations;
    }

    public string? Target(string part, string type) => Relations(part).Values.FirstOrDefault(relation => relation.Type.EndsWith("/" + type, StringComparison.Ordinal))?.Target;

    public void Dispose() => zip.Dispose();

    private static string Resolve(string folder, string target)
    {
        var parts = new List<string>(target.StartsWith('/') ? [] : folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == "..")
            {
                if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            }
            else if (step != ".") parts.Add(step);
        }
        return string.Join('/', parts);
    }
}

/// <summary>A way from one part to another, or out of the document.</summary>
internal sealed record Relation(string Type, string Target, bool IsOutside);
