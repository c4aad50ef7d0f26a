using System.Net;
using System.Text.Json.Nodes;

namespace Zhiyan.Server.Tests.People;

public sealed class SettingsTests
{
    [Fact]
    public async Task Preferences_are_kept_with_the_person()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var browser = new Browser(server);

        await browser.Send("/settings", ("answers", " 中文 "), ("enter", "breaks"), ("images", "on"));
        await browser.SendTo("/settings", "/appearance", ("theme", "dark"), ("back", "/settings"));

        var kept = JsonNode.Parse(await browser.Page("/api/me"))!["preferences"]!;
        Assert.Equal("中文 True True False dark", $"{kept["answer_language"]} {kept["enter_breaks"]} {kept["remote_images"]} {kept["notify"]} {kept["theme"]}", ignoreCase: true);
    }

    [Theory]
    [InlineData("""{"theme":"purple"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"language":"tlh"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"shortcuts":{"newChat":"Ctrl+K"},"favourite_models":["scripted"]}""", HttpStatusCode.OK)]
    public async Task The_API_takes_preferences_that_can_be(string json, HttpStatusCode status)
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var browser = new Browser(server);

        using var response = await browser.Put("/api/me/preferences", JsonNode.Parse(json));

        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.OK) Assert.Contains("Ctrl+K", await browser.Page("/api/me"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_persons_look_comes_with_them_to_another_browser()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine(), Browser.Open);
        using var here = await Browser.SetUp(server);
        using var there = new Browser(server);
        await here.SendTo("/settings", "/appearance", ("theme", "dark"), ("language", "zh"), ("back", "/settings"));

        await there.Send("/sign-in", ("name", "Ann"), ("password", Browser.Password));

        var page = await there.Page("/settings");
        Assert.Contains("data-theme=\"dark\"", page, StringComparison.Ordinal);
        Assert.Contains("lang=\"zh-Hans\"", page, StringComparison.Ordinal);
    }
}
