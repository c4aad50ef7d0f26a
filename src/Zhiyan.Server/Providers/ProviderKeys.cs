using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Zhiyan.Server.Providers;

/// <summary>Encrypts providers' keys. A key that has come in leaves in requests to its provider and nowhere else.</summary>
internal sealed class ProviderKeys(IDataProtectionProvider protection)
{
    private const int ShownAtStart = 3, ShownAtEnd = 4;
    private const int ShortestShown = 16;       // of a shorter key, the shown part would give too much away

    /// <summary>How long a form may stay open with a key that is not saved.</summary>
    private static readonly TimeSpan formLife = TimeSpan.FromHours(1);

    private readonly IDataProtector protector = protection.CreateProtector("Zhiyan.Providers.Key");
    private readonly ITimeLimitedDataProtector forms = protection.CreateProtector("Zhiyan.Providers.Form").ToTimeLimitedDataProtector();

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

    /// <summary>A key that was typed into a form which is shown again: for this server alone, and for the place that it was typed for.</summary>
    public string Seal(string key, string place) => forms.Protect($"{place}\n{key.Trim()}", formLife);

    /// <summary>The key that was sealed; null where it was for another place, or too long ago.</summary>
    public string? Unseal(string? sealedKey, string place)
    {
        try
        {
            return string.IsNullOrEmpty(sealedKey) || forms.Unprotect(sealedKey).Split('\n', 2) is not [var known, var key] || known != place ? null : key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public static string Mask(string key) => key.Length < ShortestShown ? "…" : $"{key[..ShownAtStart]}…{key[^ShownAtEnd..]}";
}
