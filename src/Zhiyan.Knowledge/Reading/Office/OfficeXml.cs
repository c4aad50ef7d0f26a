using System.Xml.Linq;

namespace Zhiyan.Knowledge.Reading.Office;

/// <summary>Elements and attributes by their local names: the strict and the usual form of a format differ in nothing but their namespaces.</summary>
internal static class OfficeXml
{
    extension(XElement element)
    {
        public string Local => element.Name.LocalName;

        public XElement? Child(string name) => element.Elements().FirstOrDefault(child => child.Name.LocalName == name);

        public IEnumerable<XElement> Children(string name) => element.Elements().Where(child => child.Name.LocalName == name);

        /// <summary>By a path of children.</summary>
        public XElement? At(params ReadOnlySpan<string> path)
        {
            XElement? at = element;
            foreach (var name in path) at = at?.Child(name);
            return at;
        }

        public IEnumerable<XElement> All(string name) => element.Descendants().Where(child => child.Name.LocalName == name);

        public string? Value(string attribute) => element.Attributes().FirstOrDefault(found => found.Name.LocalName == attribute && !found.IsNamespaceDeclaration)?.Value;

        public int? Number(string attribute) => int.TryParse(element.Value(attribute), out int number) ? number : null;

        /// <summary>Whether a setting such as w:vanish is on: its presence says so, unless its value denies it.</summary>
        public bool IsOn(string setting) => element.Child(setting) is { } found && found.Value("val") is not ("0" or "false" or "off");
    }
}
