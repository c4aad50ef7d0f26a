using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Functions;

/// <summary>Looks for parts of a string; arguments 1 and 2 of the calls bound the search, places are code points.</summary>
internal static class Searching
{
    public static int First(StringValue self, Call call)
    {
        var (start, end) = Window(self, call);
        if (start > end) return -1;
        int at = self.Text.AsSpan(start, end - start).IndexOf(call.Text(0).Text, StringComparison.Ordinal);
        return at < 0 ? -1 : self.CodePointAt(start + at);
    }

    public static int Last(StringValue self, Call call)
    {
        var (start, end) = Window(self, call);
        if (start > end) return -1;
        int at = self.Text.AsSpan(start, end - start).LastIndexOf(call.Text(0).Text, StringComparison.Ordinal);
        return at < 0 ? -1 : self.CodePointAt(start + at);
    }

    public static int Found(int place) => place >= 0 ? place : throw TemplateException.Type("substring not found");

    public static int Count(StringValue self, Call call)
    {
        var (start, end) = Window(self, call);
        if (start > end) return 0;
        var part = call.Text(0).Text;
        return part.Length > 0 ? self.Text.AsSpan(start, end - start).Count(part) : self.CodePointAt(end) - self.CodePointAt(start) + 1;
    }

    public static bool Starts(StringValue self, Call call) =>
        Any(self, call, (window, part) => window.StartsWith(part, StringComparison.Ordinal));

    public static bool Ends(StringValue self, Call call) =>
        Any(self, call, (window, part) => window.EndsWith(part, StringComparison.Ordinal));

    private static bool Any(StringValue self, Call call, Func<ReadOnlySpan<char>, string, bool> test)
    {
        var (start, end) = Window(self, call);
        if (start > end) return false;
        if (call[0] is not TupleValue parts) return test(self.Text.AsSpan(start, end - start), call.Text(0).Text);
        foreach (var part in parts.Items)
        {
            if (part is not StringValue text) throw TemplateException.Type($"{call.Name}() needs a string or a tuple of strings");
            if (test(self.Text.AsSpan(start, end - start), text.Text)) return true;
        }
        return false;
    }

    /// <summary>The units searched; the start lies past the end where it lies past the string.</summary>
    private static (int Start, int End) Window(StringValue self, Call call)
    {
        call.Rendering.Step(self.Text.Length >> 6);
        if (!call.Has(1) && !call.Has(2)) return (0, self.Text.Length);
        int length = self.CodePoints;
        int start = call.Has(1) ? FromEnd(call.Integer(1)) : 0, end = call.Has(2) ? Math.Min(FromEnd(call.Integer(2)), length) : length;
        return start > end ? (1, 0) : (self.UnitAt(start), self.UnitAt(end));

        int FromEnd(int index) => index < 0 ? Math.Max(index + length, 0) : index;
    }
}
