using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Zhiyan.Server.Providers;

/// <summary>Encrypts providers' keys. A key that has come in leaves in requests to its provider and nowhere else.</summary>
internal sealed class ProviderKeys(IDataProtectionProvider protection)
{
    private const int ShownAtStart = 3, ShownAtEnd = 4;
    private const int ShortestShown = 16;       // of a shorter key, the shown part would give too much away

    private readonly IDataProtector protector = protection.CreateProtector("Zhiyan.Providers.Key");

    /// <summary>The provider with another key; null or blank for none.</summary>
    public ProviderSettings WithKey(ProviderSettings provider, string? key) => string.IsNullOrWhiteSpace(key)
        ? provider with { ProtectedKey = null, MaskedKey = null }
        : provider with { ProtectedKey = protector.Protect(key.Trim()), MaskedKey = Mask(key.Trim()) };

    /// <summary>The key in the clear; null where there is none. Throws a <see cref="ProviderException"/> where it can no longer be read.</summary>
    public string? Reveal(ProviderSettings provider)
    {
        try
        {
            return provider.ProtectedKey is { } hidden ? protector.Unprotect(hidden) : null;
        }
        catch (CryptographicException)
        {
            throw new ProviderException(provider.Name, ProviderFault.KeyLost, "its key can no longer be read, since the data folder's own keys have changed; enter it again.");
        }
    }

    public static string Mask(string key) => key.Length < ShortestShown ? "…" : $"{key[..ShownAtStart]}…{key[^ShownAtEnd..]}";
}
