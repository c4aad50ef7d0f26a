namespace Zhiyan.Server.Tests;

public sealed class ServerSettingsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7860")]
    [InlineData("http://127.8.8.8:7860")]
    [InlineData("http://localhost:7860")]
    [InlineData("http://[::1]:7860")]
    [InlineData("http://unix:/run/zhiyan.sock")]
    public void Loopback_needs_no_key(string url) => (RunningServer.Settings with { Urls = [url] }).Validate();

    [Theory]
    [InlineData("http://0.0.0.0:7860")]
    [InlineData("http://[::]:7860")]
    [InlineData("http://*:7860")]
    [InlineData("http://+:7860")]
    [InlineData("http://192.168.1.5:7860")]
    [InlineData("http://example.com:7860")]
    [InlineData("http://localhost.example.com:7860")]
    public void Anything_else_does(string url)
    {
        var settings = RunningServer.Settings with { Urls = ["http://127.0.0.1:7860", url] };

        var error = Assert.Throws<ArgumentException>(settings.Validate);

        Assert.StartsWith($"{url} can be reached from other machines, so API keys are needed", error.Message, StringComparison.Ordinal);
        (settings with { ApiKeys = ["key"] }).Validate();
    }

    [Theory]
    [InlineData("7860")]
    [InlineData("127.0.0.1:7860")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://127.0.0.1:7860")]
    [InlineData("")]
    public void What_is_no_URL_is_refused(string url)
    {
        var settings = RunningServer.Settings with { Urls = [url] };

        Assert.Contains("is no URL to listen at", Assert.Throws<ArgumentException>(settings.Validate).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("friend.example"), InlineData("http://friend.example/"), InlineData("*")]
    public void What_is_no_origin_is_refused(string origin)
    {
        var settings = RunningServer.Settings with { AllowedOrigins = [origin] };

        Assert.Contains("is no origin", Assert.Throws<ArgumentException>(settings.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_named_with_what_to_do()
    {
        await using var first = await RunningServer.Start(new ScriptedEngine());

        var error = await Assert.ThrowsAsync<IOException>(() => RunningServer.Start(new ScriptedEngine(), RunningServer.Settings with { Urls = [first.Address.ToString()] }));

        Assert.Contains(first.Address.Authority, error.Message, StringComparison.Ordinal);
        Assert.Contains("--urls", error.Message, StringComparison.Ordinal);
    }
}
