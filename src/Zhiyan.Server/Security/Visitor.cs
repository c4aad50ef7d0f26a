using System.Security.Claims;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Security;

/// <summary>Who a request of the pages comes from.</summary>
internal static class Visitor
{
    /// <summary>The person's id; null for nobody.</summary>
    public static Guid? Find(HttpContext http) => Find(http.User);

    public static Guid? Find(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated is true && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Throws an <see cref="ApiException"/> where nobody is signed in.</summary>
    public static Guid Id(HttpContext http) => Find(http)
        ?? throw new ApiException(new ApiError(StatusCodes.Status401Unauthorized, "sign in first.", "authentication_error", null, "sign_in_required"));

    public static bool IsAdmin(HttpContext http) => http.User.IsInRole(nameof(Store.Role.Admin));
}
