using System.Text.Json.Nodes;
using Zhiyan.Inference.Templates;

namespace Zhiyan.Inference.Tests.Templates;

/// <summary>What a caller sees of a template: text, errors with kinds and lines, and one object for many threads.</summary>
public sealed class TemplateTests
{
    [Theory]
    [InlineData("a\nb\n{{ (1 }}", 3, "expected ')'")]
    [InlineData("{% if x %}\n\n", 2, "expected 'elif' or 'else' or 'endif'")]
    [InlineData("\n{% unless x %}", 2, "unknown tag 'unless'")]
    [InlineData("\n\n{{ x | shout }}", 3, "there is no filter named 'shout'")]
    [InlineData("{{ 'a\n\n }}", 1, "the string is not closed")]
    [InlineData("{% include 'other' %}", 1, "a chat template stands alone")]
    [InlineData("{% break %}", 1, "'break' stands outside a loop")]
    [InlineData("{% macro f(a=1, b) %}{% endmacro %}", 1, "parameter 'b' needs a default")]
    public void A_broken_template_names_the_line_and_what_is_wrong(string source, int line, string reason)
    {
        var error = Assert.Throws<TemplateException>(() => Template.Parse(source));

        Assert.Equal(TemplateErrorKind.Syntax, error.Kind);
        Assert.Equal(line, error.Line);
        Assert.StartsWith($"template line {line}: ", error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Theory]
    [InlineData("\n{{ x.y }}", TemplateErrorKind.Undefined, 2, "template line 2: 'x' is undefined")]
    [InlineData("\n\n{{ 'a' + 1 }}", TemplateErrorKind.Type, 3, "template line 3: can only concatenate str (not \"int\") to str")]
    [InlineData("{% for i in [1] %}\n{{ [].append(i) }}{% endfor %}", TemplateErrorKind.Security, 2, "template line 2: access to attribute 'append' of 'list' object is unsafe.")]
    [InlineData("{% macro f() %}\n{{ raise_exception('no system role') }}{% endmacro %}\n{{ f() }}", TemplateErrorKind.Raised, 2, "no system role")]
    [InlineData("{% if 1 %}{{ 1 | shout }}{% endif %}", TemplateErrorKind.Raised, 1, "No filter named 'shout' found.")]
    public void An_error_while_rendering_has_a_kind_and_a_line(string source, TemplateErrorKind kind, int line, string message)
    {
        var template = Template.Parse(source);

        var error = Assert.Throws<TemplateException>(() => template.Render([]));

        Assert.Equal((kind, line, message), (error.Kind, error.Line, error.Message));
    }

    [Fact]
    public void Numbers_of_a_request_are_integers_or_floats_as_they_are_written()
    {
        var request = JsonNode.Parse("""{"a": 1, "b": 1.0, "c": 1e2, "d": 123456789012345678901234567890, "e": [null, true]}""")!.AsObject();
        request["f"] = 7L;
        request["g"] = 0.5;

        var text = Template.Parse("{{ a }} {{ b }} {{ c }} {{ d + 1 }} {{ e }} {{ f }} {{ g }}").Render(request).Text;

        Assert.Equal("1 1.0 100.0 123456789012345678901234567891 [None, True] 7 0.5", text);
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_request_is_an_error_of_the_template()
    {
        var request = JsonNode.Parse("""{"a": "\ud800"}""")!.AsObject();

        var error = Assert.Throws<TemplateException>(() => Template.Parse("{{ a }}").Render(request));

        Assert.Equal(TemplateErrorKind.Type, error.Kind);
    }

    [Fact]
    public void Renderings_on_many_threads_do_not_see_one_another()
    {
        var template = Template.Parse(
            "{% set ns = namespace(n=0) %}{% macro m(x) %}<{{ x }}>{% endmacro %}{% for m_ in messages %}{% set ns.n = ns.n + m_ %}{{ m(m_) }}{% endfor %}={{ ns.n }}");

        var texts = Enumerable.Range(0, 64).AsParallel().Select(i => template.Render(new JsonObject { ["messages"] = new JsonArray(i, i, i) }).Text).Order().ToList();

        Assert.Equal(Enumerable.Range(0, 64).Select(i => $"<{i}><{i}><{i}>={3 * i}").Order(), texts);
    }
}
