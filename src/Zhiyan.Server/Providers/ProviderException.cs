namespace Zhiyan.Server.Providers;

/// <summary>
/// A provider did not do what it was asked for. The message is for people, names the provider and holds no key. What caused it is left out on
/// purpose: the exceptions of others may tell what was sent.
/// </summary>
internal sealed class ProviderException(string provider, ProviderFault fault, string reason, int? status = null, string? said = null) : Exception($"{provider}: {reason}")
{
    public string Provider => provider;

    public ProviderFault Fault => fault;

    /// <summary>The HTTP status it answered with.</summary>
    public int? Status => status;

    /// <summary>The provider's own words, without the key.</summary>
    public string? Said => said;
}

/// <summary>What was wrong, for pages to say in their own words.</summary>
internal enum ProviderFault
{
    NotFound,
    KeyLost,
    WrongKey,
    ModelNotFound,
    Refused,
    TooManyRequests,
    Failed,
    HostNotFound,
    NotReached,
    ForbiddenAddress,
    NotAnEndpoint,
    TimedOut,

    /// <summary>The reply had begun.</summary>
    BrokeOff,

    /// <summary>It takes no reply that was begun, or makes none of it.</summary>
    CannotContinue,
}
