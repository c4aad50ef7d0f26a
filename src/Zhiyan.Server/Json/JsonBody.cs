using System.Text.Json;
using Zhiyan.Server.Errors;

namespace Zhiyan.Server.Json;

/// <summary>A request's body, checked as JSON: its depth, its members and every text in it. Fields live as long as it does.</summary>
internal sealed class JsonBody : IDisposable
{
    /// <summary>Levels of nesting. Tools bring JSON schemas along, and those nest deeply.</summary>
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private readonly JsonDocument document;

    private JsonBody(JsonDocument document) => this.document = document;

    public Field Root => new(document.RootElement, "");

    public static async Task<JsonBody> Read(HttpRequest request)
    {
        // A page elsewhere may send text/plain unasked; for this type a browser asks us first.
        if (!request.HasJsonContentType())
            throw new ApiException(ApiError.UnsupportedMediaType(request.ContentType));

        JsonDocument? document = null;
        try
        {
            document = await JsonDocument.ParseAsync(request.Body, options, request.HttpContext.RequestAborted);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw ApiException.Invalid(null, $"the body is of kind {document.RootElement.ValueKind}; it must be a JSON object.");
            RequireText(document.RootElement);
            return new JsonBody(document);
        }
        catch (JsonException error)
        {
            throw ApiException.Invalid(null, Explain(error), "invalid_json");
        }
        catch
        {
            document?.Dispose();
            throw;
        }
    }

    public void Dispose() => document.Dispose();

    private static string Explain(JsonException error)
    {
        var reason = error.Message.Split([" LineNumber:", " Path:"], StringSplitOptions.None)[0].TrimEnd('.');
        return error.LineNumber is { } line
            ? $"the body is not valid JSON at line {line + 1}, byte {error.BytePositionInLine + 1}: {reason}."
            : $"the body is not valid JSON: {reason}.";
    }

    /// <summary>Half a surrogate pair or broken UTF-8 would fail only where a text is used, too late to name it.</summary>
    private static void RequireText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    RequireText(member);
                    RequireText(member.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) RequireText(item);
                break;
            case JsonValueKind.String:
                RequireText(element.GetString, "a text");
                break;
        }
    }

    private static void RequireText(JsonProperty member) => RequireText(() => member.Name, "a name");

    private static void RequireText(Func<string?> read, string what)
    {
        try
        {
            read();
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Invalid(null, $"{what} in the body is no Unicode text: it holds half a surrogate pair or broken UTF-8.", "invalid_json");
        }
    }
}
