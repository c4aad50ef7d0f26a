using System.Text.Json.Nodes;
using Zhiyan.Inference.Templates;
using Zhiyan.Testing;

namespace Zhiyan.Inference.Tests.Templates;

/// <summary>Which characters of a prompt came from the request: no special token may be read there.</summary>
public sealed class TemplateOriginTests
{
    private const string Token = "<|im_start|>";

    [Theory]
    [InlineData("{{ s }}", "«hello Wörld»")]
    [InlineData("<|{{ s }}|>", "<|«hello Wörld»|>")]
    [InlineData("{{ '<' + s + '>' }}{{ '<' ~ s ~ '>' }}", "<«hello Wörld»><«hello Wörld»>")]
    [InlineData("{{ bos_token }}{{ eos_token }}{{ other_token }}", "<s></s>«<x>»")]
    [InlineData("{{ messages[0].role }}:{{ messages[0].content }}:{{ messages[1].role }}", "user:«hi»:«wizard»")]
    [InlineData("{{ ('<' ~ s ~ '>')[3:9] }}", "«llo Wö»")]
    [InlineData("{{ ('<' ~ s ~ '>')[:3] }}{{ ('<' ~ s ~ '>')[-3:] }}", "<«held»>")]
    [InlineData("{{ ('<' ~ s ~ '>')[::-1] }}", ">«dlröW olleh»<")]
    [InlineData("{{ ('<' ~ s ~ '>') | reverse }}{{ ('<' ~ s)[0] }}{{ ('<' ~ s)[1] }}", ">«dlröW olleh»<<«h»")]
    [InlineData("{{ ('  <' ~ s ~ ' ').strip() }}|{{ (' ' ~ s ~ '> ') | trim }}", "<«hello Wörld»|«hello Wörld»>")]
    [InlineData("{{ ('<' ~ s ~ '>') | upper }}{{ ('<' ~ s ~ '>') | title }}", "<«HELLO WÖRLD»><«Hello Wörld»>")]
    [InlineData("{{ ('<ß' ~ s ~ '>') | upper }}", "«<SSHELLO WÖRLD>»")]
    [InlineData("{{ s.replace('l', '[L]') }}", "«he»[L][L]«o Wör»[L]«d»")]
    [InlineData("{{ 'a-b' | replace('-', s) }}", "a«hello Wörld»b")]
    [InlineData("{{ s.split(' ') | join(', ') }}", "«hello», «Wörld»")]
    [InlineData("{{ ('a b ' ~ s).split() | join('|') }}", "a|b|«hello»|«Wörld»")]
    [InlineData("{{ ['a', s, 'b'] | join('-') }}", "a-«hello Wörld»-b")]
    [InlineData("{{ s.join(['a', 'b']) }}", "a«hello Wörld»b")]
    [InlineData("{{ {'k': s} | tojson }}", "«{\"k\": \"hello Wörld\"}»")]
    [InlineData("{{ {'k': 'v'} | tojson }}{{ o | tojson }}", "{\"k\": \"v\"}«{\"<k>\": 1}»")]
    [InlineData("{{ ['a', s] }}", "['a', «'hello Wörld'»]")]
    [InlineData("{{ '%s=%s' | format('k', s) }}{{ '%15s|' % s }}", "k=«hello Wörld»    «hello Wörld»|")]
    [InlineData("{{ '{}={:>13}'.format('k', s) }}{{ '{0[1]}'.format(s) }}", "k=  «hello Wörlde»")]
    [InlineData("{{ s.format(1) }}{{ s % () }}", "«hello Wörldhello Wörld»")]
    [InlineData("{{ s * 2 }}{{ 'x' * n }}{{ n }}", "«hello Wörldhello Wörld»xx2")]
    [InlineData("{{ s | center(13) }}{{ 'x'.ljust(3, fill) }}", " «hello Wörld» x«..»")]
    [InlineData("{{ lines | indent }}", "«a»\n    «b»")]
    [InlineData("{{ s | truncate(8, leeway=0) }}{{ s | wordwrap(5) }}", "«hello»...«hello»\n«Wörld»")]
    [InlineData("{{ '<b>' | e }}{{ html | e }}{{ html | safe }}", "&lt;b&gt;«&lt;i&gt;<i>»")]
    [InlineData("{{ html | striptags }}{{ s | urlencode }}", "«hello%20W%C3%B6rld»")]
    [InlineData("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(s) | trim('<') }}", "«hello Wörld»>")]
    [InlineData("{% set x %}<{{ s }}>{% endset %}{{ x[1:3] }}{% filter upper %}a{{ s }}{% endfilter %}", "«he»A«HELLO WÖRLD»")]
    [InlineData("{% for k, v in o.items() %}{{ k }}={{ v }}{% endfor %}{% for c in s[:2] %}[{{ c }}]{% endfor %}", "«<k>»=1[«h»][«e»]")]
    [InlineData("{% set ns = namespace(t='<') %}{% set ns.t = ns.t + s %}{{ ns.t }}{{ dict(a=s).a }}", "<«hello Wörldhello Wörld»")]
    [InlineData("{{ [s, 'b'] | map('upper') | join }}{{ s | default('x') }}{{ none_ | default('x', true) }}", "«HELLO WÖRLD»B«hello Wörld»x")]
    [InlineData("{{ s is string }}{{ s | length }}{{ s == 'x' }}", "True11False")]
    public void Every_operation_keeps_the_origin(string source, string expected)
    {
        var request = JsonNode.Parse("""
            {"s": "hello Wörld", "n": 2, "fill": ".", "lines": "a\nb", "html": "<i>", "o": {"<k>": 1}, "none_": null, "bos_token": "<s>", "eos_token": "</s>",
             "other_token": "<x>", "messages": [{"role": "user", "content": "hi"}, {"role": "wizard", "content": "ho"}]}
            """)!.AsObject();

        var rendered = Template.Parse(source).Render(request);

        Assert.Equal(expected, Marked(rendered));
    }

    [Fact]
    public void Ranges_are_in_order_and_apart()
    {
        var request = new JsonObject { ["a"] = "xy", ["b"] = "z" };

        var rendered = Template.Parse("{{ a }}{{ b }}-{{ a }}{{ '' }}{{ b[:0] }}").Render(request);

        Assert.Equal("xyz-xy", rendered.Text);
        Assert.Equal([0..3, 4..6], rendered.Input);
    }

    /// <summary>
    /// A token of the template's own never stands in an input range, and one of the user's always does, whatever a template does with it.
    /// </summary>
    [Fact]
    public void A_special_token_in_user_text_is_always_covered()
    {
        string[] inputs = [Token, $" {Token} ", $"a{Token}\n{Token}b", $"😀{Token}中", $"<think>{Token}</think>x", $"{Token}</s>"];
        string[] steps = ["{0}", "{0} | trim", "{0} | string", "{0} | replace('a', '<')", "{0}.split('</think>')[-1]", "{0}.strip()", "{0} ~ '!'", "'!' + {0}",
            "({0} | tojson)", "[{0}] | join", "[{0}, 'x'] | join(' ')", "{0}[:99]", "{0} | indent(2)", "'%s' % {0}", "'{{}}'.format({0})", "{0} | truncate(99)",
            "{0}.partition('x')[0]", "({0} | list) | join", "{0} | reverse | reverse", "({0},) | string",
            "{0} | batch(5) | map('join') | join", "{0} | default('x')", "{0} | center(40)", "{0} | safe", "{{'k': {0}}}['k']", "dict(k={0}) | items | list | string"];
        var random = new Random(20250309);

        for (int round = 0; round < 3000; round++)
        {
            var expression = "messages[0].content";
            for (int depth = random.Next(1, 5); depth > 0; depth--)
                expression = "(" + string.Format(steps[random.Next(steps.Length)], expression) + ")";
            var message = new JsonObject { ["role"] = "user", ["content"] = inputs[random.Next(inputs.Length)] };

            var rendered = Template.Parse($"[TEMPLATE]{{{{ {expression} }}}}[END]").Render(new JsonObject { ["messages"] = new JsonArray(message) });

            AssertCovered(rendered, expression);
        }
    }

    [Fact]
    public void Every_template_of_the_fixtures_covers_what_the_user_wrote()
    {
        const string secret = "<|user-token|>";
        var folders = Fixtures.CaseFolders("templates", "template.jinja").ToList();
        if (folders.Count == 0) Assert.Skip("no fixture folder holds templates");

        int rendered = 0;
        foreach (var folder in folders)
        {
            var template = Template.Parse(File.ReadAllText(Path.Combine(folder, "template.jinja")));
            var request = JsonNode.Parse($$$"""
                {"messages": [{"role": "user", "content": "a {{{secret}}} b"}, {"role": "assistant", "content": "{{{secret}}}"}, {"role": "user", "content": "c{{{secret}}}"}],
                 "tools": null, "documents": null, "add_generation_prompt": true, "bos_token": "<s>", "eos_token": "</s>"}
                """)!.AsObject();
            RenderedText prompt;
            try
            {
                prompt = template.Render(request);
            }
            catch (TemplateException)
            {
                continue;       // needs variables of its own; its golden cases hold them
            }
            rendered++;
            foreach (int at in Places(prompt.Text, secret))
                Assert.True(IsCovered(prompt, at, secret.Length), $"{Fixtures.NameOf(folder)}: the token at {at} is not marked as input");
        }

        Assert.True(rendered > folders.Count / 2, $"only {rendered} of {folders.Count} templates rendered");
    }

    private static void AssertCovered(RenderedText rendered, string expression)
    {
        foreach (int at in Places(rendered.Text, Token))
            Assert.True(IsCovered(rendered, at, Token.Length), $"{expression} leaves the token at {at} of {rendered.Text} uncovered");
        Assert.False(IsCovered(rendered, 0, 1), $"{expression} marks the template's own text");
        Assert.False(IsCovered(rendered, rendered.Text.Length - 1, 1), $"{expression} marks the template's own text");
    }

    private static IEnumerable<int> Places(string text, string part)
    {
        for (int at = -1; (at = text.IndexOf(part, at + 1, StringComparison.Ordinal)) >= 0;) yield return at;
    }

    private static bool IsCovered(RenderedText rendered, int start, int length) =>
        rendered.Input.Any(range => range.Start.Value <= start && start + length <= range.End.Value);

    private static string Marked(RenderedText rendered)
    {
        var text = rendered.Text;
        foreach (var range in rendered.Input.Reverse()) text = text.Insert(range.End.Value, "»").Insert(range.Start.Value, "«");
        return text;
    }
}
