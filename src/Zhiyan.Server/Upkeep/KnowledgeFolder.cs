using Zhiyan.Knowledge;

namespace Zhiyan.Server.Upkeep;

/// <summary>The libraries of a data folder as a whole: the store in <c>knowledge.db</c>, where it is no PostgreSQL database's, and the files that were put in, under <c>libraries/</c>.</summary>
internal sealed class KnowledgeFolder(string data)
{
    /// <summary>The folder of the files, and what a backup calls the store.</summary>
    public const string Files = "libraries", Store = KnowledgeBase.FileName;

    private string Path => System.IO.Path.Combine(data, Store);

    /// <summary>A consistent copy of the store, also while a server writes; false where there is none.</summary>
    public async Task<bool> Copy(string target)
    {
        if (!File.Exists(Path)) return false;
        await new SqliteDatabase(Path).Copy(target);
        return true;
    }

    /// <summary>Moves what is there out of the way: a number of a library means another one in what comes.</summary>
    /// <param name="place">A folder that need not be there.</param>
    public async Task SetAside(string place)
    {
        var files = System.IO.Path.Combine(data, Files);
        if (!File.Exists(Path) && !Directory.Exists(files)) return;
        Directory.CreateDirectory(place);
        if (File.Exists(Path))
        {
            await SqliteDatabase.Settle(Path);
            File.Move(Path, System.IO.Path.Combine(place, Store), overwrite: true);
        }
        if (Directory.Exists(files)) Directory.Move(files, System.IO.Path.Combine(place, Files));
    }

    /// <summary>Puts back what was moved out of the way.</summary>
    public void BringBack(string place)
    {
        if (!Directory.Exists(place)) return;
        if (File.Exists(System.IO.Path.Combine(place, Store))) File.Move(System.IO.Path.Combine(place, Store), Path, overwrite: true);
        if (Directory.Exists(System.IO.Path.Combine(place, Files))) Directory.Move(System.IO.Path.Combine(place, Files), System.IO.Path.Combine(data, Files));
        Directory.Delete(place, recursive: true);
    }
}
