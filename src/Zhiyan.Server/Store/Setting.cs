namespace Zhiyan.Server.Store;

/// <summary>Something that holds for the whole installation.</summary>
internal sealed class Setting
{
    public string Name { get; init; } = "";

    public string Value { get; set; } = "";
}
