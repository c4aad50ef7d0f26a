namespace Zhiyan.Server.Security;

/// <summary>Marks an endpoint that needs no API key: a browser cannot bring one to a page, and a probe has none. What it tells is no secret.</summary>
internal sealed class OpenToAll
{
    public static readonly OpenToAll Mark = new();

    private OpenToAll() { }
}
