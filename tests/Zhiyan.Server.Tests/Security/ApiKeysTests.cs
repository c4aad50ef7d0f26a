using Zhiyan.Server.Security;

namespace Zhiyan.Server.Tests.Security;

public sealed class ApiKeysTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    [Fact]
    public void Keys_come_from_the_environment_and_a_file()
    {
        File.WriteAllText(file, "# ours\nfirst # Ann's\n\n  second  \n");

        var keys = ApiKeys.Read(" a, b ,,", file);

        Assert.Equal(["a", "b", "first", "second"], keys);
    }

    [Fact]
    public void Without_either_there_are_none() => Assert.Empty(ApiKeys.Read(null, null));

    [Fact]
    public void A_file_without_a_key_is_refused()
    {
        File.WriteAllText(file, "# nothing yet\n");

        var error = Assert.Throws<ArgumentException>(() => ApiKeys.Read(null, file));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_has_a_name_that_does_not_give_it_away()
    {
        var keys = new ApiKeys(["secret", "other"]);

        var (first, again, other, foreign) = (keys.NameOf("secret"), keys.NameOf("secret"), keys.NameOf("other"), keys.NameOf("foreign"));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.DoesNotContain("secret", first, StringComparison.Ordinal);
        Assert.Null(foreign);
    }

    public void Dispose() => File.Delete(file);
}
