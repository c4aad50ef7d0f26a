using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.People;

/// <summary>
/// The first minutes of an installation: whether somebody has set it up, and the code that proves, on a server that others can reach, that it is
/// who started it. Thread-safe.
/// </summary>
internal sealed class FirstRun(StoreFactory store, ServerSettings settings)
{
    private const string SettingName = "setup";
    private const string Done = "done";

    /// <summary>No letters or digits that are taken for each other.</summary>
    private const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    private const int CodeLength = 12;

    private volatile bool isDone;
    private volatile string? code;

    /// <summary>False again where a server that was set up on loopback, without a password, is opened to others.</summary>
    public bool IsDone => isDone && code is null;

    /// <summary>What whoever started the server is told, and nobody else; null where none is needed, or once it is used.</summary>
    public string? Code => code;

    /// <summary>Looks how far it is. Comes before the first request.</summary>
    public async Task Begin()
    {
        await using var context = store.Open();
        isDone = await context.Settings.AnyAsync(setting => setting.Name == SettingName && setting.Value == Done);
        if (!settings.IsLoopbackOnly && !await context.Users.AnyAsync(person => person.PasswordHash != null))
            code = RandomNumberGenerator.GetString(Letters, CodeLength);
    }

    public bool IsCode(string typed) =>
        code is { } right && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(typed.Trim().Replace("-", "").ToUpperInvariant()));

    /// <summary>Takes the code away; false where somebody else was faster.</summary>
    public bool Use(string typed)
    {
        var right = code;
        return IsCode(typed) && Interlocked.CompareExchange(ref code, null, right) == right;
    }

    /// <summary>Puts a code back with which nothing came about.</summary>
    public void Return(string typed) => code = typed.Trim().Replace("-", "").ToUpperInvariant();

    public async Task Finish()
    {
        if (isDone) return;
        await using var context = store.Open();
        if (!await context.Settings.AnyAsync(setting => setting.Name == SettingName))
        {
            context.Settings.Add(new Setting { Name = SettingName, Value = Done });
            await context.SaveChangesAsync();
        }
        isDone = true;
    }
}
