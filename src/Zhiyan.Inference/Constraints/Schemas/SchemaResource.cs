namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>A part of the document with an address of its own (<c>$id</c>), and the names in it that references may use.</summary>
internal sealed class SchemaResource(Uri address, string pointer)
{
    public Uri Address => address;

    /// <summary>Where it begins in the document.</summary>
    public string Pointer => pointer;

    /// <summary>Pointers by <c>$anchor</c> and <c>$dynamicAnchor</c>.</summary>
    public Dictionary<string, string> Anchors { get; } = [];
}
