using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Formats;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Catalog;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("zhiyan-catalog");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Names_weights_without_a_card_after_their_file()
    {
        Put("a/plain.gguf", "a/split-00001-of-00002.gguf", "a/split-00002-of-00002.gguf", "a/folder/config.json", "a/folder/model.safetensors", "a/notes.txt");

        var models = Catalog("a").List();

        Assert.Equal(["folder", "plain", "split"], models.Select(model => model.Id));
        Assert.All(models, model => Assert.Null(model.Missing));
        Assert.Equal(2, models[2].Bytes);
    }

    [Fact]
    public void Takes_the_first_folder_where_a_split_model_is_complete()
    {
        Put("a/mini-00001-of-00002.gguf", "b/mini-00001-of-00002.gguf", "b/mini-00002-of-00002.gguf");
        Card("a", "mini", "mini-00001-of-00002.gguf");

        var model = Catalog("a", "b").Find("mini");

        Assert.Equal(Path.Combine(root.FullName, "b", "mini-00001-of-00002.gguf"), model.Path);
        Assert.Equal("MIT", model.Card.License);
        Assert.Single(Catalog("a", "b").List());
    }

    [Fact]
    public void Tells_which_parts_of_a_model_are_missing()
    {
        Put("a/mini-00002-of-00003.gguf");

        var catalog = Catalog("a");

        Assert.Equal("mini-00001-of-00003.gguf, mini-00003-of-00003.gguf", Assert.Single(catalog.List()).Missing);
        var error = Assert.Throws<ModelFormatException>(() => catalog.Find("mini"));
        Assert.Contains("mini-00003-of-00003.gguf", error.Message);
    }

    [Fact]
    public void Lists_the_default_model_first_and_finds_it_without_a_name()
    {
        Put("a/aardvark.gguf", "a/mini.gguf");
        Card("a", ModelCatalog.DefaultModel, "mini.gguf");

        var catalog = Catalog("a");

        Assert.Equal([ModelCatalog.DefaultModel, "aardvark"], catalog.List().Select(model => model.Id));
        Assert.EndsWith("mini.gguf", catalog.Find(null).Path);
    }

    [Theory]
    [InlineData("llama", ModelCard.ChatKind)]
    [InlineData("bert", ModelCard.EmbeddingKind)]
    [InlineData("xlm-roberta", ModelCard.EmbeddingKind)]
    [InlineData("qwen3-embedding", ModelCard.EmbeddingKind)]
    [InlineData("xlm-roberta-reranker", ModelCard.RerankerKind)]
    public void Tells_from_the_files_what_a_model_without_a_card_is_for(string name, string kind)
    {
        var catalog = new ModelCatalog([Path.Combine(Fixtures.Root, "tests", "fixtures", "models", name)]);

        Assert.Equal([kind, kind], catalog.List().Select(model => model.Card.Kind));
    }

    [Fact]
    public void Finds_files_and_folders_outside_its_folders_by_their_path()
    {
        Put("elsewhere/own.gguf");
        var path = Path.Combine(root.FullName, "elsewhere", "own.gguf");

        var model = Catalog("a").Find(path);

        Assert.Equal((path, "own"), (model.Path, model.Id));
    }

    [Fact]
    public void Keeps_the_card_of_an_installed_model_that_is_named_by_its_path()
    {
        Put("b/mini-00001-of-00002.gguf", "b/mini-00002-of-00002.gguf");
        Directory.CreateDirectory(Path.Combine(root.FullName, "a"));
        Card("a", "carded", "mini-00001-of-00002.gguf");

        var model = Catalog("a", "b").Find(Path.Combine(root.FullName, "b", "mini-00002-of-00002.gguf"));

        Assert.Equal("carded", model.Id);
    }

    [Fact]
    public void Names_what_is_installed_where_a_model_is_not()
    {
        Put("a/one.gguf", "a/two.gguf");

        var error = Assert.Throws<ModelFormatException>(() => Catalog("a").Find("three"));

        Assert.StartsWith("three: ", error.Message);
        Assert.Contains("one, two", error.Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"id": "x", "file": "../outside.gguf"}""")]
    public void Hides_the_model_of_a_broken_card_and_no_other(string card)
    {
        Put("a/good.gguf");
        File.WriteAllText(Path.Combine(root.FullName, "a", "x.card.json"), card);

        var models = Catalog("a").List();

        Assert.Equal(["good", "x"], models.Select(model => model.Id));
        Assert.Null(models[0].Missing);
        Assert.NotNull(models[1].Missing);
    }

    private ModelCatalog Catalog(params string[] folders) => new([.. folders.Select(folder => Path.Combine(root.FullName, folder))]);

    private void Put(params string[] files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(root.FullName, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
        }
    }

    private void Card(string folder, string id, string file) => File.WriteAllText(
        Path.Combine(root.FullName, folder, $"{id}.card.json"), $$"""{"id": "{{id}}", "file": "{{file}}", "license": "MIT"}""");
}
