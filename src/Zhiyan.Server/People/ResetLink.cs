using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Zhiyan.Server.People;

/// <summary>The address at which a person sets a new password, with the code in a form that addresses take.</summary>
internal static class ResetLink
{
    public static string Of(Guid person, string code) => Path(person, WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(code)));

    public static string Path(Guid person, string encoded) => $"/reset/{person}/{Uri.EscapeDataString(encoded)}";

    /// <summary>Nothing, which is no code, for what cannot be read.</summary>
    public static string Decode(string encoded)
    {
        try
        {
            return Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(encoded));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
