using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Chat;
using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Models;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Telemetry;
using Zhiyan.Server.Tests.Providers;
using Zhiyan.Testing;

namespace Zhiyan.Server.Tests.Models;

public sealed class ModelDirectoryTests : IAsyncDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ProviderRig rig = new();
    private readonly List<EngineHost> hosts = [];
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zhiyan-models");

    [Fact]
    public async Task Models_of_this_machine_and_of_providers_stand_in_one_list()
    {
        var directory = Over(new ScriptedModels(("a", () => new ScriptedEngine()), ("b", () => new ScriptedEngine())));
        await rig.Directory.Save(ProviderRig.Settings("https://far.example/v1") with
        {
            Models = [new ProviderModel("org/large", "Large") { Context = 200_000, Price = new TokenPrice(3, 15), Abilities = new ModelAbilities(Vision: true) }],
        }, ProviderRig.Key);
        await rig.Directory.Save(ProviderRig.Settings("https://off.example/v1") with { Id = "off", IsEnabled = false }, null);

        var models = await directory.List();

        Assert.Equal(["a Available ", "b Available ", "partial Incomplete part 2 of 3 is missing", "far/org/large Available "], models.Select(model => $"{model.Id} {model.State} {model.Reason}"));
        Assert.Equal((true, 1_000L, 4_096, new ModelAbilities(Tools: true)), (models[0].IsDefault, models[0].Bytes, models[0].Context, models[0].Abilities));
        Assert.Equal(("Far Away", "Large", 200_000, true), (models[3].Provider, models[3].Name, models[3].Context, models[3].Abilities.Vision));
    }

    [Fact]
    public async Task A_model_is_loaded_for_its_first_request_and_says_what_it_said()
    {
        var engine = new ScriptedEngine { Context = 99 };
        var directory = Over(new ScriptedModels(("a", () => engine)));
        using var client = directory.Open("a");

        var reply = await client.GetResponseAsync("Hi", new ChatOptions { Seed = 5, RawRepresentationFactory = _ => new ChatRequest { Messages = [], Truncate = true, User = "li" } });
        var model = (await directory.List())[0];

        Assert.Equal("Hello, 世界", reply.Text);
        Assert.Equal((ModelState.Loaded, 99), (model.State, model.Context));
        Assert.Equal((true, "li", 5ul), (engine.Chats[0].Truncate, engine.Chats[0].User, engine.Chats[0].Sampling!.Seed));
        Assert.Equal(0, hosts[0].InMemory().Single().Users);
    }

    [Fact]
    public async Task A_reply_that_is_stopped_lets_its_model_go()
    {
        var engine = new ScriptedEngine { Turn = new TaskCompletionSource().Task };
        var directory = Over(new ScriptedModels(("a", () => engine)));
        using var client = directory.Open("a");
        using var stop = new CancellationTokenSource();

        var reply = client.GetResponseAsync("Hi", cancellationToken: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reply);

        Assert.All(hosts[0].InMemory(), hosted => Assert.Equal(0, hosted.Users));
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_is_told_by_request_and_list()
    {
        var directory = Over(new ScriptedModels(("a", () => new ScriptedEngine())) { Broken = "a" });
        using var client = directory.Open("a");

        await Assert.ThrowsAsync<ApiException>(() => client.GetResponseAsync("Hi"));
        var model = (await directory.List())[0];

        Assert.Equal(ModelState.Failed, model.State);
        Assert.Contains("cut short", model.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_counted_of_a_model_in_memory_and_load_none()
    {
        var models = new ScriptedModels(("a", () => new ScriptedEngine { Context = 8 }));
        var directory = Over(models);
        ChatMessage[] messages = [new(ChatRole.User, "aaaaa"), new(ChatRole.Assistant, "bbb"), new(ChatRole.User, "cc")];

        var before = await directory.CountTokens("a", messages);
        var loads = models.Loads.Count;
        await directory.Open("a").GetResponseAsync("Hi");
        var size = await directory.CountTokens("a", messages);

        Assert.Null(before);
        Assert.Equal(0, loads);
        Assert.Equal((10, 5, 8), (size!.Tokens, size.Sent, size.Context));
        Assert.Equal([0], size.Dropped);
    }

    [Fact]
    public async Task An_id_with_a_slash_is_a_providers_model()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        await rig.Directory.Save(ProviderRig.Settings($"{server.Address}v1") with { Models = [new ProviderModel("scripted", "Scripted")] }, ProviderRig.Key);
        var directory = Over(new ScriptedModels());
        using var client = directory.Open("far/scripted");

        var reply = await client.GetResponseAsync("Hi");

        Assert.Equal("Hello, 世界", reply.Text);
    }

    [Fact]
    public async Task A_model_file_that_is_dropped_in_appears_with_what_it_can_do()
    {
        var settings = RunningServer.Settings with { Catalog = new ModelCatalog([folder.FullName]), Engine = new EngineSettings { Context = 100 } };
        var directory = Over(new CatalogModels(settings), settings);

        var before = await directory.List();
        File.Copy(Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2", "model.gguf"), Path.Combine(folder.FullName, "dropped.gguf"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "broken.gguf"), "this is no model");
        var after = await directory.List();
        File.Delete(Path.Combine(folder.FullName, "dropped.gguf"));
        var gone = await directory.List();

        Assert.Empty(before);
        Assert.Equal(["broken Failed", "dropped Incomplete"], after.Select(model => $"{model.Id} {model.State}"));
        Assert.Equal("a chat template", after[1].Reason);
        Assert.InRange(after[1].Context!.Value, 1, 100);
        Assert.Equal(["broken"], gone.Select(model => model.Id));
    }

    [Fact]
    public async Task The_default_model_chats_with_its_abilities_told()
    {
        var path = Path.GetDirectoryName(DefaultModels.Mini)!;
        var settings = RunningServer.Settings with { Catalog = new ModelCatalog([path, Path.Combine(Fixtures.Root, "models")]), Engine = new EngineSettings { Context = 512 } };
        var directory = Over(new CatalogModels(settings), settings);

        var model = await directory.Find(ModelCatalog.DefaultModel);
        var reply = await directory.Open(model!.Id).GetResponseAsync("What is the capital of France?", new ChatOptions { Temperature = 0, MaxOutputTokens = 20 });

        Assert.Equal((true, ModelState.Available, 512, new ModelAbilities(Tools: true)), (model.IsDefault, model.State, model.Context, model.Abilities));
        Assert.Contains("Paris", reply.Text, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts) await host.DisposeAsync();
        rig.Dispose();
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private ModelDirectory Over(IModelStore models, ServerSettings? settings = null)
    {
        var host = new EngineHost(models, 4L << 30, TimeSpan.FromMinutes(15), TimeProvider.System);
        hosts.Add(host);
        return new ModelDirectory(models, host, rig.Directory, new GenerationTelemetry(TimeProvider.System, services.GetRequiredService<IMeterFactory>()), settings ?? RunningServer.Settings, TimeProvider.System);
    }
}
