using Zhiyan.Knowledge.Libraries;
using Zhiyan.Server.Errors;
using Zhiyan.Server.People;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Libraries;

/// <summary>Who asks for a library, and what of it is theirs.</summary>
/// <param name="Person">Null for whoever has a key of the server's own.</param>
/// <param name="IsAdmin">They run the server.</param>
internal sealed record LibraryReader(Guid? Person, bool IsAdmin)
{
    /// <summary>The visitor of a page. Throws an <see cref="ApiException"/> where nobody is signed in.</summary>
    public static LibraryReader Of(HttpContext http) => new(Visitor.Id(http), Visitor.IsAdmin(http));

    /// <summary>The caller of the API: whose key it is, who is signed in, or the one person of this machine.</summary>
    public static async Task<LibraryReader> OfApi(HttpContext http, Members members, LocalOwner owner)
    {
        if (http.Features.Get<Caller>() is { } caller)
            return caller.PersonId is { } person ? new(person, (await members.Find(person))?.Role is Role.Admin) : new(null, IsAdmin: true);
        if (Visitor.Find(http) is not null) return Of(http);
        return await owner.Find() is { } local && Visitor.Find(local) is { } id
            ? new(id, IsAdmin: true)
            : throw new ApiException(ApiError.Unauthorized("libraries belong to people: make an API key in the settings, and send it as 'Authorization: Bearer KEY'."));
    }

    /// <summary>It is theirs to change. One without an owner is whoever's who runs the server.</summary>
    public bool Owns(LibrarySettings library) => library.Owner is { } owner ? owner == Person : IsAdmin;

    public bool MayRead(LibrarySettings library) =>
        Owns(library) || library.Audience is LibraryAudience.Everyone || library.Audience is LibraryAudience.People && Person is { } person && library.People.Contains(person);
}
