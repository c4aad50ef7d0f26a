using Zhiyan.Server.Models;
using Zhiyan.Server.People;
using Zhiyan.Server.Providers;

namespace Zhiyan.Server.Tests.People;

public sealed class ProviderFormTests
{
    [Fact]
    public void A_line_says_of_a_model_as_much_as_one_likes()
    {
        var form = new ProviderForm { Name = "Open AI", BaseUrl = "https://api.openai.com/v1", Models = "gpt\n\n big | Big one | 400,000 | 1.25 | 10 | vision, tools\n", Enabled = "on" };

        var provider = form.Read(null);

        Assert.Equal(("open-ai", ProviderKind.OpenAi, true), (provider.Id, provider.Kind, provider.IsEnabled));
        Assert.Equal(
            [
                new ProviderModel("gpt", "gpt"),
                new ProviderModel("big", "Big one") { Context = 400_000, Price = new TokenPrice(1_250_000, 10_000_000), Abilities = new ModelAbilities(Vision: true, Tools: true) },
            ],
            provider.Models);
    }

    [Fact]
    public void What_is_read_is_written_the_same_again()
    {
        const string lines = "gpt\nbig | Big one | 400000 | 1.25 | 10 | vision, tools\nfree |  |  |  |  | reasoning";
        var form = new ProviderForm { Name = "a", BaseUrl = "http://localhost/v1", Models = lines };

        var again = ProviderForm.Of(form.Read(null));

        Assert.Equal(lines, again.Models);
        Assert.Null(again.Enabled);
    }

    [Theory, InlineData("gpt | GPT | many"), InlineData("gpt | GPT | 1 | cheap"), InlineData("gpt | GPT | 1 | -1")]
    public void What_is_no_number_is_named(string line)
    {
        var form = new ProviderForm { Name = "a", BaseUrl = "http://localhost/v1", Models = line };

        var error = Assert.Throws<ArgumentException>(() => form.Read(null));

        Assert.Contains($"'{line.Split('|')[^1].Trim()}' in the line of gpt", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("通义"), InlineData("new"), InlineData("---")]
    public void A_name_of_which_nothing_can_stand_in_an_id_gets_one_by_chance(string name) => Assert.Matches("^provider-[0-9a-f]{8}$", ProviderForm.IdOf(name));
}
