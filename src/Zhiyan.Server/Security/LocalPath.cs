namespace Zhiyan.Server.Security;

/// <summary>Tells addresses on this server from those that lead elsewhere: a form or a link must not send a person anywhere it likes.</summary>
internal static class LocalPath
{
    public static bool Is(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) && Uri.IsWellFormedUriString(address, UriKind.Relative);
}
