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

    /// <summary>Builds the tree itself: the framework's loader takes the square of the depth before anyone could look at it.</summary>
    public static XElement Load(Stream stream)
    {
        using var reader = XmlReader.Create(stream, settings);
        XElement? root = null, at = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth > MaximumDepth) throw new DocumentException(ReasonCode.NestedTooDeep, MaximumDepth);
                    bool isEmpty = reader.IsEmptyElement;
                    var element = Element(reader);
                    if (at is null) root = element;
                    else at.Add(element);
                    if (!isEmpty) at = element;
                    break;
                case XmlNodeType.EndElement:
                    at = at?.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    at?.Add(new XText(reader.Value));
                    break;
            }
        }
        return root ?? throw new XmlException("There is no root element.");
    }

    private static XElement Element(XmlReader reader)
    {
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        while (reader.MoveToNextAttribute())
            if (reader.NamespaceURI != XNamespace.Xmlns.NamespaceName) element.SetAttributeValue(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value);
        return element;
    }
}
