using System.Text.Json;
using System.Text.Json.Nodes;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Json;

/// <summary>A value of a request's body and its path. It reads as what it should be, or is refused by name, value and range; null counts as missing.</summary>
internal readonly struct Field(JsonElement value, string path)
{
    private const int LongestShown = 60;

    public string Path => path;

    public bool IsMissing => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public bool IsText => value.ValueKind == JsonValueKind.String;

    public bool IsObject => value.ValueKind == JsonValueKind.Object;

    public bool IsList => value.ValueKind == JsonValueKind.Array;

    public bool IsNumber => value.ValueKind == JsonValueKind.Number;

    public Field this[string name]
    {
        get
        {
            if (!IsMissing && !IsObject) throw Wrong("an object");
            return new Field(!IsMissing && value.TryGetProperty(name, out var member) ? member : default, path.Length == 0 ? name : $"{path}.{name}");
        }
    }

    /// <summary>Cuts what is shown of a value in an error.</summary>
    public static string Shorten(string text) => text.Length <= LongestShown ? text : $"{text.AsSpan(0, LongestShown)}…";

    public string? Text()
    {
        if (IsMissing) return null;
        return IsText ? value.GetString() : throw Wrong("a string");
    }

    public bool? Flag() => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => IsMissing ? null : throw Wrong("true or false"),
    };

    /// <summary>A whole number; some clients write 16 as 16.0.</summary>
    public long? Whole(long least, long most)
    {
        if (IsMissing) return null;
        if (IsNumber)
        {
            if (value.TryGetInt64(out var whole) && whole >= least && whole <= most) return whole;
            // 2^53: up to there a double holds every whole number.
            if (value.TryGetDouble(out var number) && double.IsInteger(number) && Math.Abs(number) < 1L << 53 && number >= least && number <= most)
                return (long)number;
        }
        throw Wrong(FormattableString.Invariant($"a whole number from {least} to {most}"));
    }

    public int? Count(int least, int most) => (int?)Whole(least, most);

    public float? Number(double least, double most)
    {
        if (IsMissing) return null;
        if (IsNumber && value.TryGetDouble(out var number) && number >= least && number <= most) return (float)number;
        throw Wrong(FormattableString.Invariant($"a number from {least} to {most}"));
    }

    /// <summary>The items of a list; none if it is missing.</summary>
    public IReadOnlyList<Field> Items(int most)
    {
        if (IsMissing) return [];
        if (!IsList) throw Wrong("a list");
        if (value.GetArrayLength() > most) throw ApiException.Invalid(path, $"{path} has {value.GetArrayLength():N0} items; it may have {most:N0}.");
        var itself = path;
        return [.. value.EnumerateArray().Select((item, index) => new Field(item, $"{itself}[{index}]"))];
    }

    public IReadOnlyList<(string Name, Field Value)> Members(int most)
    {
        if (IsMissing) return [];
        if (!IsObject) throw Wrong("an object");
        if (value.GetPropertyCount() > most) throw ApiException.Invalid(path, $"{path} has {value.GetPropertyCount():N0} members; it may have {most:N0}.");
        var itself = path;
        return [.. value.EnumerateObject().Select(member => (member.Name, new Field(member.Value, $"{itself}.{member.Name}")))];
    }

    /// <summary>A copy that outlives the body.</summary>
    public JsonObject? Object()
    {
        if (IsMissing) return null;
        return IsObject ? JsonObject.Create(value.Clone()) : throw Wrong("an object");
    }

    /// <summary>A copy of whatever it is.</summary>
    public JsonNode? Node() => IsMissing ? null : JsonNode.Parse(value.GetRawText());

    public ApiException Missing() => ApiException.Invalid(path, $"{path} is missing.");

    public ApiException Wrong(string must)
    {
        var shown = value.ValueKind == JsonValueKind.Undefined ? "missing" : Shorten(value.GetRawText());
        return ApiException.Invalid(path, $"{path} is {shown}; it must be {must}.");
    }

    /// <summary>A value that OpenAI's API knows and this version does not.</summary>
    public ApiException NotBuilt(string what) => ApiException.Invalid(path, $"{path} is {Shorten(value.GetRawText())}: {what}", "unsupported_value");
}
