using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Zhiyan.EndToEnd.Tests.Chats;
using Zhiyan.EndToEnd.Tests.Organise;
using Zhiyan.Server.Pages;

namespace Zhiyan.EndToEnd.Tests.Accessibility;

public sealed partial class AxeTests(Browser browser, Rooms rooms) : IClassFixture<Rooms>
{
    /// <summary>What people see or hear of a page: texts and names, but for what was said, for code, and for what names itself in its own language.</summary>
    private const string Words =
        """
        () => {
          const own = element => element.closest("[data-part=body], [data-chat-title], .chat-row, .chat-folder, .tag-bar, .search-hits, .stored-title, code, .segmented [lang], datalist, .model-button, .model-line, [data-model-name], .shared-head h1, script, style, title ~ *:not(body)");
          const words = document.title.split(" · ").filter(part => part !== document.querySelector("[data-chat-title], .shared-head h1")?.textContent);
          for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walker.nextNode();)
            if (!own(walker.currentNode.parentElement)) words.push(walker.currentNode.data);
          for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
            if (!own(element)) for (const name of ["aria-label", "title", "placeholder", "alt"]) words.push(element.getAttribute(name) ?? "");
          return words.map(word => word.trim()).filter(word => word);
        }
        """;

    /// <summary>
    /// The sidebar is the same on all pages, so one is enough. Every rule in the light theme; in the dark one those that colours can break, since the elements are the same;
    /// in a second language those that words and their width can break.
    /// </summary>
    private const string Violations =
        """
        async ({ hasSidebar, isFirstLanguage }) => {
          const found = [], ofWords = ["aria-command-name", "aria-input-field-name", "aria-toggle-field-name", "button-name", "document-title", "html-lang-valid", "image-alt", "label", "label-content-name-mismatch", "link-name", "select-name", "target-size"];
          for (const message of document.querySelectorAll("article")) message.style.contentVisibility = "visible";
          for (const [theme, rules] of isFirstLanguage ? [["light", null], ["dark", ["color-contrast", "link-in-text-block"]]] : [["light", ofWords]]) {
            document.documentElement.dataset.theme = theme;
            // What is not drawn may keep the colours of the other theme: all styles are made anew.
            document.documentElement.style.display = "none";
            document.documentElement.offsetWidth;
            document.documentElement.style.display = "";
            await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
            const { violations } = await axe.run(hasSidebar ? document : { exclude: ["#sidebar"] }, { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) });
            for (const { id, nodes } of violations) for (const { html, any } of nodes) found.push(`${theme}: ${id}: ${html} ${any.map(check => check.message).join(" ")}`);
          }
          return found;
        }
        """;

    private static readonly string axe = new BundledAxeScriptProvider().GetScript();

    [Theory]
    [InlineData("en-US", "en")]
    [InlineData("zh-CN", "zh")]
    public async Task Every_page_is_accessible_in_both_themes_and_speaks_one_language(string locale, string language)
    {
        var options = new BrowserNewContextOptions { Locale = locale, ReducedMotion = ReducedMotion.Reduce };
        await using var inside = await rooms.SignedIn(browser, options);
        await using var outside = await browser.Open(options);
        var faults = new List<string>();

        foreach (var path in rooms.Inner) await Look(inside.Page, rooms.Address + path);
        foreach (var path in rooms.Outer) await Look(outside.Page, rooms.Address + path);
        foreach (var path in rooms.First) await Look(outside.Page, rooms.BareAddress + path);
        await inside.Page.GotoAsync(rooms.Address + rooms.Inner[2]);
        await inside.Page.Wakes();
        foreach (var keys in new[] { "Control+k", "Control+/", "Control+Shift+m" })
        {
            await inside.Page.Keyboard.PressAsync(keys);
            await Assertions.Expect(inside.Page.Locator("dialog:modal h2")).ToBeVisibleAsync();
            await Check(inside.Page, keys);
            await inside.Page.Keyboard.PressAsync("Escape");
        }
        await inside.Page.Answers().Last.HoverAsync();
        await inside.Page.Answers().Last.Locator("[popovertarget]").ClickAsync();
        await Check(inside.Page, "the menu of a message");
        await inside.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(inside.Page.Locator(".menu:popover-open")).ToHaveCountAsync(0);
        await inside.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Check(inside.Page, "print");

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Empty(inside.Violations);
        Assert.Empty(outside.Violations);

        async Task Look(IPage page, string address)
        {
            await page.GotoAsync(address);
            Assert.Equal(language == "zh" ? "zh-Hans" : "en", await page.Locator("html").GetAttributeAsync("lang"));
            await Check(page, new Uri(address).PathAndQuery);
        }

        async Task Check(IPage page, string where)
        {
            await page.EvaluateAsync(axe);
            faults.AddRange((await page.EvaluateAsync<string[]>(Violations, new { hasSidebar = where == "/", isFirstLanguage = language == Languages.English })).Select(found => $"{where}: {found}"));
            var words = await page.EvaluateAsync<string[]>(Words);
            faults.AddRange(words.Where(word => IsForeign(word, language)).Select(word => $"{where}: '{word}' is not {language}"));
        }
    }

    /// <summary>Whether a text is one of the other language's, and none of this one's.</summary>
    private static bool IsForeign(string text, string language)
    {
        if (language == Languages.English && Han().IsMatch(text)) return true;
        var other = language == Languages.English ? Languages.Chinese : Languages.English;
        return Patterns(other).Any(pattern => pattern.IsMatch(text)) && !Patterns(language).Any(pattern => pattern.IsMatch(text));
    }

    private static readonly Dictionary<string, List<Regex>> patterns = Languages.All.ToDictionary(language => language, language => Languages.TextsOf(language).Values
        .Where(text => Letter().IsMatch(Place().Replace(text, "")))
        .Select(text => new Regex($"^{string.Join(".+", Place().Split(text).Select(Regex.Escape))}$", RegexOptions.Singleline)).ToList());

    private static List<Regex> Patterns(string language) => patterns[language];

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    [GeneratedRegex(@"\p{L}")]
    private static partial Regex Letter();

    [GeneratedRegex(@"\{\w+(?::[^{}]*)?\}")]
    private static partial Regex Place();
}
