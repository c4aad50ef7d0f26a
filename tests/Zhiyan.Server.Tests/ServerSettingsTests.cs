namespace Zhiyan.Server.Tests;

public sealed class ServerSettingsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7860", true)]
    [InlineData("http://127.8.8.8:7860", true)]
    [InlineData("http://localhost:7860", true)]
    [InlineData("http://[::1]:7860", true)]
    [InlineData("http://unix:/run/zhiyan.sock", true)]
    [InlineData("http://0.0.0.0:7860", false)]
    [InlineData("http://[::]:7860", false)]
    [InlineData("http://*:7860", false)]
    [InlineData("http://+:7860", false)]
    [InlineData("http://192.168.1.5:7860", false)]
    [InlineData("http://example.com:7860", false)]
    [InlineData("http://localhost.example.com:7860", false)]
    public void Addresses_that_other_machines_reach_are_told_from_loopback(string url, bool isLoopback)
    {
        var settings = RunningServer.Settings with { Urls = ["http://127.0.0.1:7860", url] };

        settings.Validate();

        Assert.Equal(isLoopback, settings.IsLoopbackOnly);
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
