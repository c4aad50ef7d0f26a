using System.Collections.Concurrent;
using System.Collections.Frozen;
using Zhiyan.Inference.Constraints.Automata;
using Zhiyan.Inference.Constraints.Regex;

namespace Zhiyan.Inference.Constraints.Schemas;

/// <summary>
/// The formats that are asserted, each as its RFC defines it. Kept out although valid: leap seconds written in other zones than UTC,
/// host names with <c>--</c> in third place, which only a Punycode decoder can judge, and long ones of more than three labels.
/// </summary>
internal static class Formats
{
    private const string Ipv4 = @"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)";

    private const string H16 = "[0-9a-fA-F]{1,4}";

    /// <summary>RFC 3986, IPv6address.</summary>
    private const string Ipv6 =
        $"(?:(?:{H16}:){{6}}{Ls32}|::(?:{H16}:){{5}}{Ls32}|(?:{H16})?::(?:{H16}:){{4}}{Ls32}|(?:(?:{H16}:){{0,1}}{H16})?::(?:{H16}:){{3}}{Ls32}" +
        $"|(?:(?:{H16}:){{0,2}}{H16})?::(?:{H16}:){{2}}{Ls32}|(?:(?:{H16}:){{0,3}}{H16})?::{H16}:{Ls32}|(?:(?:{H16}:){{0,4}}{H16})?::{Ls32}" +
        $"|(?:(?:{H16}:){{0,5}}{H16})?::{H16}|(?:(?:{H16}:){{0,6}}{H16})?::)";

    private const string Ls32 = $"(?:{H16}:{H16}|{Ipv4})";

    private const string Date =
        @"(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))" +
        @"|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";

    private const string Time =
        @"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[zZ]|[+\-](?:[01]\d|2[0-3]):[0-5]\d)|23:59:60(?:\.\d+)?(?:[zZ]|[+\-]00:00))";

    private const string Letter = "[a-zA-Z0-9]", LetterOrHyphen = "[a-zA-Z0-9\\-]";

    /// <summary>At most 63, or 31, letters, digits and inner hyphens, no two hyphens in third and fourth place.</summary>
    private const string
        Label = $"{Letter}(?:{LetterOrHyphen}{{0,2}}{Letter}|{LetterOrHyphen}(?:{Letter}{LetterOrHyphen}|-{Letter}){LetterOrHyphen}{{0,58}}{Letter})?",
        ShortLabel = $"{Letter}(?:{LetterOrHyphen}{{0,2}}{Letter}|{LetterOrHyphen}(?:{Letter}{LetterOrHyphen}|-{Letter}){LetterOrHyphen}{{0,26}}{Letter})?";

    /// <summary>RFC 1123, and by the number of its labels never above 253 characters.</summary>
    private const string HostName = $"(?:(?:{Label}\\.){{0,2}}{Label}|(?:{ShortLabel}\\.){{0,6}}{ShortLabel})";

    private const string Atom = @"[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~]+";

    /// <summary>RFC 5321, Local-part.</summary>
    private const string Mailbox = $@"(?:{Atom}(?:\.{Atom})*|""(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"")";

    private const string Duration =
        @"P(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?|T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))";

    private const string JsonPointer = @"(?:/(?:[^/~]|~[01])*)*";

    private static readonly FrozenDictionary<string, string> patterns = new Dictionary<string, string>
    {
        ["date"] = Date,
        ["time"] = Time,
        ["date-time"] = $"{Date}[tT]{Time}",
        ["duration"] = Duration,
        ["email"] = $"{Mailbox}@(?:{HostName}|\\[(?:{Ipv4}|IPv6:{Ipv6})\\])",
        ["hostname"] = HostName,
        ["ipv4"] = Ipv4,
        ["ipv6"] = Ipv6,
        ["uuid"] = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        ["uri"] = Uri("", isRelative: false),
        ["uri-reference"] = Uri("", isRelative: true),
        ["iri"] = Uri(International, isRelative: false),
        ["iri-reference"] = Uri(International, isRelative: true),
        ["json-pointer"] = JsonPointer,
        ["relative-json-pointer"] = $"(?:0|[1-9]\\d*)(?:#|{JsonPointer})",
    }.ToFrozenDictionary();

    /// <summary>RFC 3987, ucschar.</summary>
    private const string International =
        @"\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\u{10000}-\u{1fffd}\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}\u{40000}-\u{4fffd}\u{50000}-\u{5fffd}" +
        @"\u{60000}-\u{6fffd}\u{70000}-\u{7fffd}\u{80000}-\u{8fffd}\u{90000}-\u{9fffd}\u{a0000}-\u{afffd}\u{b0000}-\u{bfffd}\u{c0000}-\u{cfffd}" +
        @"\u{d0000}-\u{dfffd}\u{e1000}-\u{efffd}";

    private static readonly ConcurrentDictionary<string, Automaton> compiled = new();

    /// <summary>The texts of a format, or null for one that is not known.</summary>
    public static Automaton? Of(string format) =>
        patterns.TryGetValue(format, out var pattern) ? compiled.GetOrAdd(format, _ => RegexCompiler.FullMatch(pattern)) : null;

    /// <summary>RFC 3986; RFC 3987 where <paramref name="more"/> names characters beyond ASCII.</summary>
    private static string Uri(string more, bool isRelative)
    {
        const string escape = "%[0-9a-fA-F]{2}";
        var character = $"(?:[a-zA-Z0-9\\-._~!$&'()*+,;=:@{more}]|{escape})";
        var userInfo = $"(?:[a-zA-Z0-9\\-._~!$&'()*+,;=:{more}]|{escape})*";
        var host = $"(?:\\[(?:{Ipv6}|[vV][0-9a-fA-F]+\\.[a-zA-Z0-9\\-._~!$&'()*+,;=:]+)\\]|(?:[a-zA-Z0-9\\-._~!$&'()*+,;={more}]|{escape})*)";
        var absolute = $"(?:/{character}*)*";
        var rooted = $"//(?:{userInfo}@)?{host}(?::\\d*)?{absolute}|/(?:{character}+{absolute})?";
        var privateUse = more == "" ? "" : @"\ue000-\uf8ff\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}";
        var tail = $"(?:\\?(?:{character}|[/?{privateUse}])*)?(?:#(?:{character}|[/?])*)?";
        var uri = $"[a-zA-Z][a-zA-Z0-9+\\-.]*:(?:{rooted}|{character}+{absolute})?{tail}";
        var withoutColon = $"(?:[a-zA-Z0-9\\-._~!$&'()*+,;=@{more}]|{escape})+";
        return isRelative ? $"(?:{uri}|(?:{rooted}|{withoutColon}{absolute})?{tail})" : uri;
    }
}
