using System.Text.Json.Nodes;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Inference.Tests.Templates;

/// <summary>A hostile template ends in an error, soon and without taking the process with it.</summary>
public sealed class TemplateBoundsTests
{
    [Theory]
    [InlineData("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")]
    [InlineData("{% set ns = namespace(s='x' * 1000) %}{% for i in range(99999) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | tojson }}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(50000) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}")]
    [InlineData("{% set ns = namespace(l=[1]) %}{% for i in range(50000) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l | tojson }}")]
    [InlineData("{% set ns = namespace(l=(1,)) %}{% for i in range(50000) %}{% set ns.l = (ns.l,) %}{% endfor %}{{ {ns.l: 1} }}")]
    [InlineData("{% set ns = namespace(l=[1], m=[1]) %}{% for i in range(50000) %}{% set ns.l = [ns.l] %}{% set ns.m = [ns.m] %}{% endfor %}{{ ns.l == ns.m }}")]
    [InlineData("{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")]
    [InlineData("{% macro f() %}{{ f(caller=caller) }}{% endmacro %}{% call f() %}{% endcall %}")]
    [InlineData("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}")]
    [InlineData("{{ 'x' * 10 ** 12 }}")]
    [InlineData("{{ [1] * 10 ** 12 }}")]
    [InlineData("{{ 'x' | center(10 ** 12) }}")]
    [InlineData("{{ 'x'.ljust(10 ** 9) }}")]
    [InlineData("{{ 'x' | indent(10 ** 12, true) }}")]
    [InlineData("{{ '%999999999d' | format(1) }}")]
    [InlineData("{{ '{:999999999}'.format(1) }}")]
    [InlineData("{{ ('a' * 10000000).replace('', 'b' * 10000) }}")]
    [InlineData("{{ 2 ** (10 ** 9) }}")]
    [InlineData("{{ 10 ** (9 ** (9 ** 5)) }}")]
    [InlineData("{% set ns = namespace(n=3) %}{% for i in range(99999) %}{% set ns.n = ns.n * ns.n %}{% endfor %}")]
    [InlineData("{{ [1, 2] | batch(10 ** 9, 0) | list }}")]
    [InlineData("{{ [1, 2] | slice(10 ** 9) | list }}")]
    [InlineData("{{ [1] | tojson(indent=10 ** 9) }}")]
    public void Rendering_stops_at_a_limit(string source)
    {
        var template = Template.Parse(source);

        var error = Assert.IsType<TemplateException>(OnStack(1 << 20, () => template.Render([])));

        Assert.Equal(TemplateErrorKind.Limit, error.Kind);
        Assert.Equal(1, error.Line);
    }

    [Theory]
    [InlineData("{{ ", "(", "1", ")", " }}")]
    [InlineData("{{ ", "[", "1", "]", " }}")]
    [InlineData("{{ ", "{1: ", "1", "}", " }}")]
    [InlineData("{{ ", "-", "1", "", " }}")]
    [InlineData("{{ ", "f(", "1", ")", " }}")]
    [InlineData("{{ ", "1 if 1 else ", "1", "", " }}")]
    [InlineData("{% set ", "(", "a", ")", " = 1 %}")]
    [InlineData("", "{% if 1 %}", "x", "{% endif %}", "")]
    [InlineData("", "{% for a in b %}", "x", "{% endfor %}", "")]
    [InlineData("", "{% filter upper %}", "x", "{% endfilter %}", "")]
    public void Parsing_stops_at_ten_thousand_levels(string start, string open, string inside, string close, string end)
    {
        var source = start + string.Concat(Enumerable.Repeat(open, 10_000)) + inside + string.Concat(Enumerable.Repeat(close, 10_000)) + end;

        var error = Assert.Throws<TemplateException>(() => Template.Parse(source));

        Assert.Equal(TemplateErrorKind.Limit, error.Kind);
    }

    [Theory]
    [InlineData(".a", "")]
    [InlineData("|string", "7")]
    [InlineData(" + 1", "100007")]
    [InlineData(" ~ 1", null)]
    [InlineData(" and 1", "1")]
    [InlineData("[0:]", "")]
    public void Long_chains_end_in_a_value_or_an_error_but_never_in_a_broken_stack(string link, string? expected)
    {
        var source = "{{ 7" + string.Concat(Enumerable.Repeat(link, 100_000)) + " }}";

        var outcome = Record.Exception(() =>
        {
            var text = Template.Parse(source).Render([]).Text;
            if (expected is not null) Assert.Equal(expected, text);
        });

        Assert.True(outcome is null or TemplateException, $"{outcome}");
    }

    [Fact]
    public void Nested_macros_stay_within_a_small_stack()
    {
        var nested = string.Concat(Enumerable.Repeat("(1 + ", 80)) + "f(n - 1) | int" + new string(')', 80);
        var template = Template.Parse($"{{% macro f(n) %}}{{% if n > 0 %}}{{{{ {nested} }}}}{{% endif %}}{{% endmacro %}}{{{{ f(190) }}}}");

        var outcome = OnStack(512 * 1024, () => template.Render([]));

        Assert.Equal(TemplateErrorKind.Limit, Assert.IsType<TemplateException>(outcome).Kind);
    }

    [Fact]
    public void A_source_or_a_request_out_of_proportion_is_refused()
    {
        JsonNode deep = 1;
        for (int i = 0; i < 1000; i++) deep = new JsonArray(deep);

        var source = Assert.Throws<TemplateException>(() => Template.Parse(new string('x', Template.MaxSourceCharacters + 1)));
        var request = Assert.Throws<TemplateException>(() => Template.Parse("{{ x }}").Render(new JsonObject { ["x"] = deep }));

        Assert.Equal(TemplateErrorKind.Limit, source.Kind);
        Assert.Equal(TemplateErrorKind.Limit, request.Kind);
    }

    [Fact]
    public void Limits_come_from_the_settings()
    {
        var template = Template.Parse("{% for i in range(100) %}0123456789{% endfor %}");

        var steps = Assert.Throws<TemplateException>(() => template.Render([], new TemplateSettings { MaxSteps = 99 }));
        var characters = Assert.Throws<TemplateException>(() => template.Render([], new TemplateSettings { MaxCharacters = 999 }));

        Assert.Equal(1000, template.Render([]).Text.Length);
        Assert.Equal(TemplateErrorKind.Limit, steps.Kind);
        Assert.Equal(TemplateErrorKind.Limit, characters.Kind);
    }

    /// <summary>What an action throws on a thread with a stack of this size: how deep a recursion gets must not hang on the runner's threads.</summary>
    private static Exception? OnStack(int bytes, Action action)
    {
        Exception? outcome = null;
        var thread = new Thread(() => outcome = Record.Exception(action), bytes);
        thread.Start();
        thread.Join();
        return outcome;
    }
}
