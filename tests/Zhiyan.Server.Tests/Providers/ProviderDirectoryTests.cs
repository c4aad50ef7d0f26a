using Zhiyan.Server.Providers;

namespace Zhiyan.Server.Tests.Providers;

public sealed class ProviderDirectoryTests : IDisposable
{
    private readonly ProviderRig rig = new();

    [Fact]
    public async Task A_key_is_kept_encrypted_and_shown_masked()
    {
        var saved = await rig.Directory.Save(ProviderRig.Settings("https://far.example/v1"), $" {ProviderRig.Key}\n");

        var kept = Assert.Single(await rig.Store.List());

        Assert.Equal("sk-…wxyz", saved.MaskedKey);
        Assert.DoesNotContain(ProviderRig.Key, kept.ProtectedKey, StringComparison.Ordinal);
        Assert.DoesNotContain(kept.ProtectedKey!, kept.ToString(), StringComparison.Ordinal);
        Assert.Equal(ProviderRig.Key, rig.Keys.Reveal(kept));
    }

    [Fact]
    public async Task A_key_stays_until_it_is_replaced_or_the_address_leads_elsewhere()
    {
        var settings = ProviderRig.Settings("https://far.example/v1");
        await rig.Directory.Save(settings, ProviderRig.Key);

        var renamed = await rig.Directory.Save(settings with { Name = "Other", BaseUrl = "https://far.example/v2/" }, null);
        var moved = await rig.Directory.Save(settings with { BaseUrl = "https://elsewhere.example/v1" }, null);
        await rig.Directory.Save(settings, ProviderRig.Key);
        var cleared = await rig.Directory.Save(settings, "");

        Assert.Equal(("sk-…wxyz", "https://far.example/v2"), (renamed.MaskedKey, renamed.BaseUrl));
        Assert.Null(moved.ProtectedKey);
        Assert.Null(cleared.ProtectedKey);
    }

    [Theory]
    [InlineData("sk-12345", "…")]
    [InlineData("sk-1234567890abcd", "sk-…abcd")]
    public void Little_is_shown_of_a_short_key(string key, string masked) => Assert.Equal(masked, ProviderKeys.Mask(key));

    [Fact]
    public async Task A_key_of_another_data_folder_is_asked_for_again()
    {
        using var other = new ProviderRig();
        var saved = await other.Directory.Save(ProviderRig.Settings("https://far.example/v1"), ProviderRig.Key);

        var error = Assert.Throws<ProviderException>(() => rig.Keys.Reveal(saved));

        Assert.Equal(ProviderFault.KeyLost, error.Fault);
    }

    [Theory]
    [InlineData("Far Away", "far away", "https://far.example/v1", "id")]
    [InlineData("", "far", "https://far.example/v1", "name")]
    [InlineData("Far", "far", "ftp://far.example", "base URL")]
    [InlineData("Far", "far", "https://user:secret@far.example/v1", "no user")]
    [InlineData("Far", "far", "https://far.example/v1?key=secret", "no user")]
    public async Task Settings_that_cannot_be_are_refused(string name, string id, string url, string reason)
    {
        var settings = ProviderRig.Settings(url) with { Name = name, Id = id };

        var error = await Assert.ThrowsAsync<ArgumentException>(() => rig.Directory.Save(settings, null));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(await rig.Store.List());
    }

    public void Dispose() => rig.Dispose();
}
