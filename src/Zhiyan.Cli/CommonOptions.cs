using System.CommandLine;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Models;
using Zhiyan.Server.Upkeep;

namespace Zhiyan.Cli;

/// <summary>The options that several verbs share, and what they name. <see cref="Data"/> and <see cref="Threads"/> belong to every verb.</summary>
internal sealed class CommonOptions
{
    public CommonOptions()
    {
        Model.Aliases.Add("-m");
        Data.Recursive = Threads.Recursive = true;
    }

    public Option<string?> Data { get; } = Options.Text(
        "--data", "DIR", "The data folder; models lie in its folder 'models'. Default: ZHIYAN_DATA, else ~/.zhiyan.");

    public Option<int> Threads { get; } = Options.CountOr(0, "--threads", 0, 1024, "Threads to compute on; 0 for one per physical core.");

    public Option<string?> Model { get; } = Options.Text(
        "--model", "MODEL", $"A .gguf file, a folder with safetensors, or an installed model's name. Default: {ModelCatalog.DefaultModel}.");

    public Option<bool> Json { get; } = Options.Flag("--json", "JSON for machines on standard output, and nothing else.");

    public Option<bool> Exact { get; } = Options.Flag("--exact", "Float32 activations and cache: slow, and the reference.");

    public Option<int?> Context { get; } = Options.Count(
        "--context", 2, 1 << 28, "Tokens a conversation may hold, prompt and reply together. Default: what the model was made for.");

    public Option<string?> Database { get; } = Options.Text(
        "--database", "CONNECTION", "A PostgreSQL connection string. Also from ZHIYAN_DATABASE. Default: a SQLite file in the data folder.");

    public Option<bool> NoSnapshot { get; } = Options.Flag("--no-snapshot", "Change the database's schema without a copy of it first.");

    public ModelCatalog Catalog(ParseResult arguments) => ModelCatalog.ForData(DataFolder(arguments));

    public string DataFolder(ParseResult arguments)
    {
        var folder = arguments.GetValue(Data) ?? Environment.GetEnvironmentVariable("ZHIYAN_DATA");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return string.IsNullOrEmpty(folder) ? Path.Combine(home, ".zhiyan") : Path.GetFullPath(folder);
    }

    /// <summary>The connection string of a PostgreSQL database; null for the SQLite file.</summary>
    public string? DatabaseConnection(ParseResult arguments) =>
        (arguments.GetValue(Database) ?? Environment.GetEnvironmentVariable("ZHIYAN_DATABASE")) is { Length: > 0 } connection ? connection : null;

    /// <summary>What is kept of people and chats.</summary>
    public DataFolder Kept(ParseResult arguments) => new(DataFolder(arguments), DatabaseConnection(arguments), TimeProvider.System);

    public InstalledModel Find(ParseResult arguments) => Catalog(arguments).Find(arguments.GetValue(Model));

    /// <summary>Opens the model that was named, for passes without an engine.</summary>
    public Model Open(ParseResult arguments) => Inference.Models.Model.Open(Find(arguments).Path, arguments.GetValue(Exact));

    /// <summary>Loads the model that was named, for one request at a time.</summary>
    public Engine Load(ParseResult arguments)
    {
        var model = Find(arguments);
        return Engine.Load(model.Path, model.Card, new EngineSettings
        {
            Threads = arguments.GetValue(Threads),
            Context = arguments.GetValue(Context),
            Exact = arguments.GetValue(Exact),
        });
    }

    /// <summary>Refuses token ids that a model has no row for.</summary>
    public static void Check(IReadOnlyList<int> tokens, Model model)
    {
        var vocabulary = model.Config.Vocabulary;
        foreach (var id in tokens)
            if ((uint)id >= (uint)vocabulary) throw new UsageException($"{model.Path}: there is no token {id}; the vocabulary ends at {vocabulary - 1}.");
    }
}
