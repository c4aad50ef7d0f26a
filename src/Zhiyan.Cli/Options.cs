using System.CommandLine;
using System.Globalization;

namespace Zhiyan.Cli;

/// <summary>The kinds of options that verbs have.</summary>
internal static class Options
{
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    public static Option<string> RequiredText(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Required = true };

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Texts(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    /// <summary>An option that means something by itself, and more with values.</summary>
    public static Option<string[]> AnyTexts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, Arity = ArgumentArity.ZeroOrMore };

    public static Option<T> Number<T>(string name, string description) => new(name) { Description = description, HelpName = "N" };

    /// <summary>A whole number in a range; null where it is not given.</summary>
    public static Option<int?> Count(string name, int least, int most, string description)
    {
        var option = Number<int?>(name, description);
        option.CustomParser = result => ParseCount(result, name, least, most);
        return option;
    }

    /// <summary>A whole number in a range, with a default.</summary>
    public static Option<int> CountOr(int fallback, string name, int least, int most, string description)
    {
        var option = Number<int>(name, description);
        option.DefaultValueFactory = _ => fallback;
        option.CustomParser = result => ParseCount(result, name, least, most) ?? fallback;
        return option;
    }

    /// <summary>A number of bytes, plain or with K, M, G or T behind it (of 1,024 each); null where it is not given.</summary>
    public static Option<long?> Bytes(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "BYTES",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var power = text.Length > 0 ? "KMGT".IndexOf(char.ToUpperInvariant(text[^1])) + 1 : 0;
            if (double.TryParse(power > 0 ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * Math.Pow(1_024, power) is >= 1 and < 1L << 60)
                return (long)(value * Math.Pow(1_024, power));
            result.AddError($"{name} is '{text}', but takes a number of bytes, such as 8G or 512M");
            return null;
        },
    };

    /// <summary>Token ids as in 1,2,3; null where they are not given.</summary>
    public static Option<IReadOnlyList<int>?> TokenIds(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "1,2,3",
        CustomParser = result =>
        {
            var ids = new List<int>();
            foreach (var part in result.Tokens[0].Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            {
                if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) ids.Add(id);
                else result.AddError($"{name}: '{part}' is no token id; write them like 1,2,3");
            }
            if (ids.Count == 0) result.AddError($"{name} holds no token id; write them like 1,2,3");
            return ids;
        },
        Arity = ArgumentArity.ExactlyOne,
    };

    public static void AddTo(Command command, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options) command.Options.Add(option);
    }

    private static int? ParseCount(System.CommandLine.Parsing.ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}', but takes a whole number from {least} to {most}"));
        return null;
    }
}
