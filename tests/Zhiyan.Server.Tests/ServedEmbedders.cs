using Zhiyan.Inference.Catalog;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests;

/// <summary>A server over zhiyan-embed, a tiny reranker and a tiny model that writes, shared by a class of tests.</summary>
public sealed class ServedEmbedders : IAsyncLifetime
{
    public const string Reranker = "tiny-reranker";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-embedders");
    private RunningServer? running;

    internal RunningServer Running
    {
        get
        {
            _ = DefaultModels.Embed;        // skips where it is absent
            return running ?? throw new InvalidOperationException("the fixture was not started");
        }
    }

    internal string RerankerPath => Path.Combine(folder.FullName, $"{Reranker}.gguf");

    internal ServerSettings Settings => new()
    {
        Catalog = new ModelCatalog([folder.FullName, Path.Combine(Fixtures.Root, "models")]),
        Model = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "llama", "model.gguf"),
        Urls = ["http://127.0.0.1:0"],
    };

    public async ValueTask InitializeAsync()
    {
        File.Copy(Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "xlm-roberta-reranker", "model.gguf"), RerankerPath);
        running = await RunningServer.Start(Settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null) await running.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
