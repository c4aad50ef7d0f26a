using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Inference.Chat;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.People;
using Zhiyan.Server.Tests;
using Zhiyan.Testing;

namespace Zhiyan.EndToEnd.Tests.Models;

public sealed class ModelTests(Browser browser)
{
    [Fact]
    public async Task The_picker_tells_each_models_state_size_abilities_and_context_and_keeps_the_keyboards_place()
    {
        using var ready = new ManualResetEventSlim();
        var slow = new ScriptedEngine { Reply = [new ContentDelta("Slow but here.")] };
        var models = new ScriptedModels(("first", () => new ScriptedEngine()), ("slow", () => { ready.Wait(); return slow; })) { Progress = 0.4 };
        await using var assistant = await Assistant.Scripted(models);
        await assistant.Running.Server.Loaded;
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;

        await page.OpenModels();
        await Assertions.Expect(page.Model("first")).ToContainTextAsync("loaded");
        await Assertions.Expect(page.Model("first")).ToContainTextAsync("1 kB · 4,096 tokens · calls tools");
        await Assertions.Expect(page.Model("slow")).ToContainTextAsync("on this machine");
        await Assertions.Expect(page.Model("partial")).ToContainTextAsync("incomplete: part 2 of 3 is missing");
        await Assertions.Expect(page.Model("partial")).ToBeDisabledAsync();
        await Assertions.Expect(page.Model("embedder")).ToHaveCountAsync(0);
        await page.Model("slow").ClickAsync();
        await page.Say("Are you there?");
        await page.OpenModels();
        await Assertions.Expect(page.Model("slow")).ToContainTextAsync("loading 40 %");
        await page.Model("slow").FocusAsync();
        ready.Set();
        await Assertions.Expect(page.Model("slow")).ToContainTextAsync("loaded");
        await Assertions.Expect(page.Model("slow")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Reaches("done");
        await page.ReloadAsync();

        await Assertions.Expect(page.Answers().Body()).ToHaveTextAsync("Slow but here.");
        await Assertions.Expect(page.Locator("[data-model-name]")).ToHaveTextAsync("slow");
        Assert.Equal(["first", "slow"], models.Loads);
        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task A_favourite_comes_first_on_every_device()
    {
        await using var assistant = await Assistant.Scripted(new ScriptedModels(("one", () => new ScriptedEngine()), ("two", () => new ScriptedEngine())));
        await using var opened = await assistant.Open(browser, options: new() { Locale = "zh-CN" });
        var page = opened.Page;

        await page.OpenModels();
        await Assertions.Expect(page.Locator("dialog .model").First).ToContainTextAsync("one");
        await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "把 two 排在最前" }).ClickAsync(), "**/api/me/preferences");
        await Assertions.Expect(page.Locator("dialog .model").First).ToContainTextAsync("two");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "把 two 排在最前", Pressed = true })).ToBeFocusedAsync();
        await using var other = await assistant.Open(browser);
        await other.Page.OpenModels();
        await Assertions.Expect(other.Page.Locator("dialog .model").First).ToContainTextAsync("two");
        await other.Page.RunAndWaitForResponseAsync(() => other.Page.GetByRole(AriaRole.Button, new() { Name = "Show two first" }).ClickAsync(), "**/api/me/preferences");

        await Assertions.Expect(other.Page.Locator("dialog .model").First).ToContainTextAsync("one");
        Assert.Empty(opened.Errors);
        Assert.Empty(other.Errors);
    }

    [Fact]
    public async Task A_chats_settings_reach_the_engine_survive_a_reload_and_are_the_models_own_where_nothing_is_set()
    {
        var engine = new ScriptedEngine();
        await using var assistant = await Assistant.Scripted(engine);
        await using var opened = await assistant.Open(browser);
        var page = opened.Page;

        await page.Say("Plain.");
        await page.Reaches("done");
        await page.Locator("[data-command='chat.settings']").ClickAsync();
        await page.GetByLabel("Instructions").FillAsync("Speak like a sailor.");
        await page.GetByLabel("Temperature").FillAsync("0.25");
        await page.GetByLabel("Top P").FillAsync("0.5");
        await page.GetByLabel("Tokens of a reply at most").FillAsync("2");
        await page.GetByLabel("Tokens for reasoning").FillAsync("0");
        await page.GetByLabel("Seed").FillAsync("42");
        await page.Press("Save");
        await Assertions.Expect(page.Locator("dialog")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await page.Say("Set.");
        await Assertions.Expect(page.Messages()).ToHaveCountAsync(4);
        await page.Reaches("done");
        await page.Locator("[data-command='chat.settings']").ClickAsync();

        await Assertions.Expect(page.GetByLabel("Instructions")).ToHaveValueAsync("Speak like a sailor.");
        await Assertions.Expect(page.GetByLabel("Temperature")).ToHaveValueAsync("0.25");
        await Assertions.Expect(page.GetByLabel("Seed")).ToHaveValueAsync("42");
        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync("The reply reached its limit of tokens.");
        ChatRequest[] asked;
        lock (engine.Chats) asked = [.. engine.Chats.Where(chat => chat.MaxTokens is null or 2)];       // a title has 24
        var (plain, set) = (asked[0], asked[^1]);
        Assert.Equal((0.7f, 20, null, null), (plain.Sampling!.Temperature, plain.Sampling.TopK, plain.MaxTokens, plain.ReasoningBudget));
        Assert.Equal(Persona.SystemPrompt, (string?)plain.Messages[0]["content"]);
        Assert.Equal((0.25f, 0.5f, 42UL, 2, 0), (set.Sampling!.Temperature, set.Sampling.TopP, set.Sampling.Seed!.Value, set.MaxTokens, set.ReasoningBudget));
        Assert.Equal("Speak like a sailor.", (string?)set.Messages[0]["content"]);
    }

    [Fact]
    public async Task A_model_that_is_dropped_into_the_data_folder_appears_and_answers()
    {
        var folder = Directory.CreateTempSubdirectory("zhiyan-models");
        var tiny = Path.Combine(Fixtures.Root, "tests", "fixtures", "models", "qwen2");
        try
        {
            // Nothing is installed at the start.
            await using var running = await RunningServer.Start(RunningServer.Settings with { Catalog = new ModelCatalog([folder.FullName]), Engine = new EngineSettings { Context = 512 } });
            await running.Server.Services.GetRequiredService<FirstRun>().Finish();
            await using var opened = await browser.Open();
            var page = opened.Page;
            await page.GotoAsync(running.Address.ToString());
            await Assertions.Expect(page.Locator("[data-model-name]")).ToHaveTextAsync("No model");
            await page.OpenModels();
            int before = await page.Locator("dialog .model").CountAsync();

            File.Copy(Path.Combine(tiny, "model.gguf"), Path.Combine(folder.FullName, "dumb.gguf"));
            await Assertions.Expect(page.Model("dumb")).ToContainTextAsync("incomplete: a chat template");
            DropSpeaking(Path.Combine(tiny, "hf"), Path.Combine(folder.FullName, "speaking"));
            await page.Model("speaking").ClickAsync();
            await page.Say("Say something.");
            await page.Reaches("done");

            Assert.Equal(0, before);
            await Assertions.Expect(page.Locator(".message-name")).ToHaveTextAsync("speaking");
            Assert.Empty(opened.Errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The tiny model with a chat template; moved in when it is whole, as people move what they downloaded.</summary>
    private static void DropSpeaking(string from, string to)
    {
        var beside = Directory.CreateTempSubdirectory("zhiyan-model");
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(beside.FullName, Path.GetFileName(file)));
        var config = Path.Combine(beside.FullName, "tokenizer_config.json");
        var json = JsonNode.Parse(File.ReadAllText(config))!;
        json["chat_template"] = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}";
        File.WriteAllText(config, json.ToJsonString());
        beside.MoveTo(to);
    }
}
