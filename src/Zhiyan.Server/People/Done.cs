namespace Zhiyan.Server.People;

/// <summary>What a form has brought about. Pages say it in their own words.</summary>
internal enum Done
{
    Saved,
    PasswordChanged,
    PasswordRemoved,
    SessionRevoked,
    KeyRevoked,
    InviteRevoked,
    RoleChanged,
    Disabled,
    Enabled,
    Deleted,
    ProviderSaved,
    ProviderDeleted,
}
