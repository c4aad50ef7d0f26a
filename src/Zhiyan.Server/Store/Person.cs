using Microsoft.AspNetCore.Identity;

namespace Zhiyan.Server.Store;

/// <summary>Somebody with an account. The user name is what they sign in with.</summary>
internal sealed class Person : IdentityUser<Guid>
{
    /// <summary>What the pages call them; never empty.</summary>
    public string DisplayName { get; set; } = "";

    public Role Role { get; set; } = Role.Member;

    public DateTime CreatedAt { get; set; }

    /// <summary>Set while an admin keeps them out.</summary>
    public DateTime? DisabledAt { get; set; }

    public Preferences Preferences { get; set; } = new();
}

/// <summary>An admin sees users, models and the audit log; nobody sees another's chats.</summary>
internal enum Role
{
    Member,
    Admin,
}
