namespace Zhiyan.Server.Tests.Welcome;

public sealed class WelcomePageTests
{
    [Fact]
    public async Task The_page_names_the_model_and_fetches_nothing()
    {
        await using var server = await RunningServer.Start(new ScriptedModels(("<b>", () => new ScriptedEngine())));
        await server.Server.Loaded;

        using var response = await server.Client.GetAsync("/");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("&lt;b&gt; · 已就绪 · ready", page, StringComparison.Ordinal);
        Assert.Contains($"{server.Address.GetLeftPart(UriPartial.Authority)}/v1/chat/completions", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
    }
}
