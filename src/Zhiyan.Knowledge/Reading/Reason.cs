using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Zhiyan.Knowledge.Reading;

/// <summary>Why a file, or something in it, is not read. A page words it in its reader's language by the code; <see cref="ToString"/> is English.</summary>
/// <param name="Code">Stable: libraries keep it.</param>
/// <param name="Arguments">What fills the places {0}, {1} … of the sentence.</param>
[JsonConverter(typeof(ReasonJson))]
public sealed record Reason(ReasonCode Code, params IReadOnlyList<string> Arguments)
{
    /// <summary>The file within the file that it is about; null for the whole.</summary>
    public string? Part { get; init; }

    /// <summary>Numbers are written with their thousands apart, as both languages do.</summary>
    internal static Reason Of(ReasonCode code, params ReadOnlySpan<object> values)
    {
        var arguments = new string[values.Length];
        for (int at = 0; at < values.Length; at++) arguments[at] = values[at] is string text ? text : string.Create(CultureInfo.InvariantCulture, $"{values[at]:N0}");
        return new Reason(code, arguments);
    }

    public override string ToString()
    {
        var sentence = Code is ReasonCode.Other ? Arguments[0] : string.Format(CultureInfo.InvariantCulture, ReasonTexts.English(Code), [.. Arguments]);
        return Part is null ? sentence : $"{Part}: {sentence}";
    }
}

/// <summary>A reason as a list: its part, its code, its arguments. A mere text, as earlier libraries kept it, is one of no code.</summary>
internal sealed class ReasonJson : JsonConverter<Reason>
{
    public override Reason Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String) return new Reason(ReasonCode.Other, reader.GetString()!);
        var values = JsonSerializer.Deserialize<string?[]>(ref reader, options)!;
        return Enum.TryParse(values[1], out ReasonCode code) ? new Reason(code, [.. values[2..].Select(value => value ?? "")]) { Part = values[0] } : new Reason(ReasonCode.Other, string.Join(' ', values[1..]));
    }

    public override void Write(Utf8JsonWriter writer, Reason reason, JsonSerializerOptions options) =>
        JsonSerializer.Serialize<string?[]>(writer, [reason.Part, reason.Code.ToString(), .. reason.Arguments], options);
}
