using System.Xml;
using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Archives;

/// <summary>Reads XML of unknown origin: no entity is expanded, nothing outside is fetched, size and depth are bounded.</summary>
internal static class BoundedXml
{
    /// <summary>A part with more is refused; a tree takes about ten times its text.</summary>
    private const long MaximumCharacters = 128 << 20;

    /// <summary>Tables in tables in lists come to some dozens; who walks the tree takes stack for each.</summary>
    private const int MaximumDepth = 400;

    private static readonly XmlReaderSettings settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,       // a book's table of contents has a document type; without its definitions no entity means anything
        XmlResolver = null,
        MaxCharactersInDocument = MaximumCharacters,
        CloseInput = false,
    };

    public static XElement Load(Stream stream)
    {
        using var reader = XmlReader.Create(stream, settings);
        var root = XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root ?? throw new XmlException("There is no root element.");
        CheckDepth(root);
        return root;
    }

    private static void CheckDepth(XElement root)
    {
        int depth = 0;
        for (XElement? at = root; at is not null;)
        {
            if (depth > MaximumDepth) throw new DocumentException(DocumentFault.TooLarge, $"its parts are nested more than {MaximumDepth} deep.");
            if (at.Elements().FirstOrDefault() is { } child)
            {
                at = child;
                depth++;
                continue;
            }
            while (at is not null && at != root && at.ElementsAfterSelf().FirstOrDefault() is null)
            {
                at = at.Parent;
                depth--;
            }
            at = at == root ? null : at?.ElementsAfterSelf().FirstOrDefault();
        }
    }
}
