namespace Zhiyan.Server.Store;

/// <summary>Something done to people, keys, providers or settings. It is only ever added.</summary>
internal sealed class AuditEntry
{
    public long Id { get; init; }

    public DateTime At { get; init; }

    /// <summary>Who did it; null for the program itself.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Their name then.</summary>
    public string Actor { get; init; } = "";

    /// <summary>A word such as sign-in, invite, key-revoke.</summary>
    public string Action { get; init; } = "";

    /// <summary>To whom or what.</summary>
    public string Subject { get; init; } = "";

    public string Address { get; init; } = "";
}
