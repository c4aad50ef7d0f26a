using System.Text;
using Zhiyan.Inference.Templates.Text;
using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>The methods of strings.</summary>
internal static class StringMethods
{
    private static readonly Methods All = new(
        [
            new("upper", call => Casing.Upper(Self(call), call.Rendering)),
            new("lower", call => Casing.Lower(Self(call), call.Rendering)),
            new("casefold", call => Casing.Fold(Self(call), call.Rendering)),
            new("title", call => Casing.Title(Self(call), call.Rendering)),
            new("capitalize", call => Casing.Capitalize(Self(call), call.Rendering)),
            new("swapcase", call => Casing.Swap(Self(call), call.Rendering)),

            new("strip", call => Strip(call, left: true, right: true), "chars"),
            new("lstrip", call => Strip(call, left: true, right: false), "chars"),
            new("rstrip", call => Strip(call, left: false, right: true), "chars"),
            new("removeprefix", RemovePrefix, 1, "prefix"),
            new("removesuffix", RemoveSuffix, 1, "suffix"),

            new("split", call => Splitting.Split(Self(call), Separator(call), Limit(call, 1), call.Rendering), "sep", "maxsplit"),
            new("rsplit", call => Splitting.SplitRight(Self(call), Separator(call), Limit(call, 1), call.Rendering), "sep", "maxsplit"),
            new("splitlines", call => Splitting.Lines(Self(call), call.Integer(0) != 0, call.Rendering), "keepends"),
            new("partition", call => Splitting.Partition(Self(call), call.Text(0), last: false), 1, "sep"),
            new("rpartition", call => Splitting.Partition(Self(call), call.Text(0), last: true), 1, "sep"),

            new("replace", Replace, 2, "old", "new", "count"),
            new("join", Join, 1, "iterable"),
            new("center", call => Editing.Center(Self(call), call.Integer(0), Fill(call), call.Rendering), 1, "width", "fillchar"),
            new("ljust", call => Editing.Pad(Self(call), Fill(call), 0, Room(call), call.Rendering), 1, "width", "fillchar"),
            new("rjust", call => Editing.Pad(Self(call), Fill(call), Room(call), 0, call.Rendering), 1, "width", "fillchar"),
            new("zfill", FillZeros, 1, "width"),
            new("expandtabs", ExpandTabs, "tabsize"),
            Function.Free("format", call => BraceFormat.Apply(Self(call), call.Arguments, call.Rendering)),
            new("format_map", call => BraceFormat.Apply(Self(call), call[0]!, call.Rendering), 1, "mapping"),

            new("startswith", call => BooleanValue.Of(Searching.Starts(Self(call), call)), 1, "prefix", "start", "end"),
            new("endswith", call => BooleanValue.Of(Searching.Ends(Self(call), call)), 1, "suffix", "start", "end"),
            new("find", call => IntegerValue.Of(Searching.First(Self(call), call)), 1, "sub", "start", "end"),
            new("rfind", call => IntegerValue.Of(Searching.Last(Self(call), call)), 1, "sub", "start", "end"),
            new("index", call => IntegerValue.Of(Searching.Found(Searching.First(Self(call), call))), 1, "sub", "start", "end"),
            new("rindex", call => IntegerValue.Of(Searching.Found(Searching.Last(Self(call), call))), 1, "sub", "start", "end"),
            new("count", call => IntegerValue.Of(Searching.Count(Self(call), call)), 1, "sub", "start", "end"),

            new("isalpha", call => Every(call, CharacterClasses.IsAlpha)),
            new("isdigit", call => Every(call, CharacterClasses.IsDigit)),
            new("isdecimal", call => Every(call, CharacterClasses.IsDecimal)),
            new("isnumeric", call => Every(call, CharacterClasses.IsNumeric)),
            new("isalnum", call => Every(call, CharacterClasses.IsAlphanumeric)),
            new("isspace", call => Every(call, rune => rune.IsBmp && CharacterClasses.IsSpace((char)rune.Value))),
            new("isascii", call => BooleanValue.Of(Ascii.IsValid(Self(call).Text))),
            new("isprintable", call => BooleanValue.Of(Self(call).Text.EnumerateRunes().All(CharacterClasses.IsPrintable))),
            new("isidentifier", call => BooleanValue.Of(IsIdentifier(Self(call).Text))),
            new("islower", call => BooleanValue.Of(Casing.IsLower(Self(call).Text))),
            new("isupper", call => BooleanValue.Of(Casing.IsUpper(Self(call).Text))),
            new("istitle", call => BooleanValue.Of(Casing.IsTitle(Self(call).Text))),
        ],
        [],
        ["encode", "maketrans", "translate"]);

    public static Value? Find(StringValue text, string name) => All.Find(text, name);

    private static StringValue Self(Call call) => (StringValue)call.Subject;

    private static string? Separator(Call call) => call.Has(0) ? call.Text(0).Text : null;

    private static int Limit(Call call, int index) => call.Integer(index, -1);

    private static StringValue Fill(Call call) => call.Text(1, " ");

    private static int Room(Call call) => Math.Max(call.Integer(0), 0) - Self(call).CodePoints;

    private static StringValue Strip(Call call, bool left, bool right) => Stripping.Strip(Self(call), Separator(call), left, right);

    private static StringValue RemovePrefix(Call call)
    {
        var (self, prefix) = (Self(call), call.Text(0).Text);
        return self.Text.StartsWith(prefix, StringComparison.Ordinal) ? self.Part(prefix.Length, self.Text.Length - prefix.Length) : self;
    }

    private static StringValue RemoveSuffix(Call call)
    {
        var (self, suffix) = (Self(call), call.Text(0).Text);
        return self.Text.EndsWith(suffix, StringComparison.Ordinal) ? self.Part(0, self.Text.Length - suffix.Length) : self;
    }

    private static StringValue Replace(Call call)
    {
        var with = Self(call).IsMarkup ? Editing.EscapeHtml(call.Text(1), call.Rendering) : call.Text(1);
        return Editing.Replace(Self(call), call.Text(0), with, Limit(call, 2), call.Rendering);
    }

    private static StringValue Join(Call call)
    {
        var self = Self(call);
        return Editing.Join(self, call.Rendering.Each(call[0]!).Select(Part), call.Rendering);

        StringValue Part(Value part, int index) => self.IsMarkup ? Editing.EscapeHtml(part.ToText(call.Rendering), call.Rendering)
            : part as StringValue ?? throw TemplateException.Type($"sequence item {index}: expected str instance, {part.TypeName} found");
    }

    private static StringValue FillZeros(Call call)
    {
        var self = Self(call);
        int zeros = Room(call), sign = self.Text.StartsWith('+') || self.Text.StartsWith('-') ? 1 : 0;
        if (zeros <= 0) return self;
        return call.Build().Append(self, 0, sign).Append(Editing.Repeat(new StringValue("0"), zeros, call.Rendering))
            .Append(self, sign, self.Text.Length - sign).ToValue(self.IsMarkup);
    }

    private static StringValue ExpandTabs(Call call)
    {
        var (self, size, column, builder) = (Self(call), call.Integer(0, 8), 0, call.Build());
        foreach (var part in self.Iterate().Cast<StringValue>())
        {
            if (part.Text != "\t")
            {
                builder.Append(part);
                column = part.Text is "\n" or "\r" ? 0 : column + 1;
            }
            else if (size > 0)
            {
                builder.Append(Editing.Repeat(new StringValue(" ", part.Origin), size - column % size, call.Rendering));
                column = 0;
            }
        }
        return builder.ToValue(self.IsMarkup);
    }

    private static BooleanValue Every(Call call, Func<Rune, bool> test) =>
        BooleanValue.Of(Self(call).Text.Length > 0 && Self(call).Text.EnumerateRunes().All(test));

    private static bool IsIdentifier(string text) => text.Length > 0 && Rune.TryGetRuneAt(text, 0, out var first)
        && CharacterClasses.IsIdentifierStart(first) && text.EnumerateRunes().All(CharacterClasses.IsIdentifierPart);
}
