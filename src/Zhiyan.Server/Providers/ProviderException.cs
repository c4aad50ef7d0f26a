namespace Zhiyan.Server.Providers;

/// <summary>
/// A provider did not do what it was asked for. The message is for people, names the provider and holds no key. What caused it is left out on
/// purpose: the exceptions of others may tell what was sent.
/// </summary>
internal sealed class ProviderException(string provider, ProviderFault fault, string reason, int? status = null) : Exception($"{provider}: {reason}")
{
    public string Provider => provider;

    public ProviderFault Fault => fault;

    /// <summary>The HTTP status it answered with.</summary>
    public int? Status => status;
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
}
