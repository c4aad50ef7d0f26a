using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Zhiyan.Server.Json;

/// <summary>How everything we send is written: snake_case names, no absent members, Chinese as it is.</summary>
internal static class Wire
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;     // else the OpenAPI document offers numbers as strings
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static IResult Answer<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, Options, statusCode: status);

    public static async Task Send<T>(HttpResponse response, T value, int status = StatusCodes.Status200OK)
    {
        var bytes = Bytes(value);
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        // No token: an error is still told while the server stops, and a client that has gone does not mind.
        await response.Body.WriteAsync(bytes, CancellationToken.None);
    }
}
