using Zhiyan.Inference.Formats;

namespace Zhiyan.Inference.Catalog;

/// <summary>
/// The models in some folders, by name. A card names its weights; weights without one are called like their file. Where the same model lies in
/// several folders, the first complete one counts. The folders are read anew at every call, so a file dropped in is found at once.
/// </summary>
public sealed class ModelCatalog(IReadOnlyList<string> folders)
{
    public const string DefaultModel = "zhiyan-mini";

    public const string DefaultEmbedder = "zhiyan-embed";

    private const string CardEnding = ".card.json";

    /// <summary>The data folder's models; in a checkout also those of the repository, and of ../shared beside it.</summary>
    public static ModelCatalog ForData(string dataFolder)
    {
        var folders = new List<string> { Path.Combine(dataFolder, "models") };
        if (RepositoryRoot() is { } root)
        {
            folders.Add(Path.Combine(root, "models"));
            folders.Add(Path.GetFullPath(Path.Combine(root, "..", "shared", "models")));
        }
        return new ModelCatalog(folders);
    }

    /// <summary>Every model, the default one first, then by name.</summary>
    public IReadOnlyList<InstalledModel> List() =>
    [
        .. Carded().Concat(Uncarded())
            .GroupBy(model => model.Id, StringComparer.Ordinal)
            .Select(sameName => sameName.FirstOrDefault(model => model.Missing is null) ?? sameName.First())
            .OrderByDescending(model => model.Id == DefaultModel).ThenBy(model => model.Id, StringComparer.Ordinal),
    ];

    /// <summary>
    /// A complete model by its name, or by a path to a .gguf file or a folder; null is the default model. Throws
    /// <see cref="ModelFormatException"/> that tells what is installed.
    /// </summary>
    public InstalledModel Find(string? nameOrPath)
    {
        var installed = List();
        var name = nameOrPath ?? DefaultModel;
        if (installed.FirstOrDefault(model => model.Id == name) is { } known)
        {
            return known.Missing is null
                ? known
                : throw new ModelFormatException($"{known.Path}: of the model '{name}' is missing: {known.Missing}; fetch that too, or name another model.");
        }
        if (File.Exists(name) || Directory.Exists(name))
        {
            var path = Path.GetFullPath(Path.TrimEndingDirectorySeparator(FirstPart(name)));
            if (installed.FirstOrDefault(model => Path.GetFullPath(model.Path) == path) is { Missing: null } here) return here;
            var card = ModelCard.For(name);
            return new InstalledModel(card.Id, name, card, BytesOf(name), Missing: null);
        }
        throw NotFound(name, installed);
    }

    /// <summary>Cards of every folder; the weights may also lie in a later one.</summary>
    private IEnumerable<InstalledModel> Carded()
    {
        foreach (var (index, folder) in folders.Index())
        {
            foreach (var file in Files(folder, "*" + CardEnding))
            {
                var (card, fault) = ReadCard(file);
                var places = folders.Skip(index).Select(place => Path.Combine(place, card.File));
                yield return fault is null ? Locate(card, places) : new InstalledModel(card.Id, file, card, 0, fault);
            }
        }
    }

    /// <summary>Weights that no card names.</summary>
    private IEnumerable<InstalledModel> Uncarded()
    {
        var cards = folders.SelectMany(folder => Files(folder, "*" + CardEnding));
        var carded = cards.Select(file => ReadCard(file).Card.File).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            var weights = Files(folder, "*.gguf").Select(FirstPart).Distinct(StringComparer.Ordinal)
                .Concat(Directories(folder).Where(SafetensorsFolder.Exists));
            foreach (var path in weights.Where(path => !carded.Contains(Path.GetFileName(path))))
                yield return Locate(ModelCard.Uncarded(path), [path]);
        }
    }

    /// <summary>The first place where the model is complete, else the first where some of it is, else the first.</summary>
    private static InstalledModel Locate(ModelCard card, IEnumerable<string> places)
    {
        var found = places.Select(path => new InstalledModel(card.Id, path, card, BytesOf(path), MissingOf(path))).ToList();
        return found.Find(model => model.Missing is null) ?? found.Find(model => model.Bytes > 0) ?? found[0];
    }

    /// <summary>A broken card hides one model, not the others.</summary>
    private static (ModelCard Card, string? Fault) ReadCard(string file)
    {
        var name = Path.GetFileName(file)[..^CardEnding.Length];
        try
        {
            var card = ModelCard.Read(file);
            return Path.GetFileName(card.File) == card.File && card.File.Length > 0
                ? (card, null)
                : (card with { File = name }, $"its card names '{card.File}', which is no file beside it");
        }
        catch (ModelFormatException error)
        {
            return (new ModelCard { Id = name, File = name }, error.Message);
        }
    }

    private static string? MissingOf(string path)
    {
        if (Directory.Exists(path)) return SafetensorsFolder.Exists(path) ? null : "config.json or model.safetensors";
        var missing = Parts(path).Where(part => !File.Exists(part)).Select(part => Path.GetFileName(part)).ToList();
        return missing.Count == 0 ? null : string.Join(", ", missing.Take(3)) + (missing.Count > 3 ? $" and {missing.Count - 3:N0} more" : "");
    }

    private static long BytesOf(string path) => Directory.Exists(path)
        ? Files(path, "*.safetensors").Sum(file => new FileInfo(file).Length)
        : Parts(path).Where(File.Exists).Sum(part => new FileInfo(part).Length);

    private static IEnumerable<string> Parts(string path) => GgufFile.SplitName(path) is { } name
        ? Enumerable.Range(1, name.Parts).Select(part => GgufFile.ShardPath(name.Stem, part, name.Parts))
        : [path];

    private static string FirstPart(string path) => GgufFile.SplitName(path) is { } name ? GgufFile.ShardPath(name.Stem, 1, name.Parts) : path;

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];

    private static IEnumerable<string> Directories(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : [];

    private ModelFormatException NotFound(string name, IReadOnlyList<InstalledModel> installed)
    {
        var known = installed.Where(model => model.Missing is null).Select(model => model.Id).ToList();
        var has = known.Count == 0 ? "nothing is installed" : $"installed are: {string.Join(", ", known)}";
        return new ModelFormatException(
            $"{name}: there is no such model, file or folder; {has}. Give a path, or put a .gguf file or a safetensors folder into {folders[0]}.");
    }

    /// <summary>The checkout that this program was built in; null for one that was copied away.</summary>
    private static string? RepositoryRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Zhiyan.slnx"))) return folder;
        return null;
    }
}
