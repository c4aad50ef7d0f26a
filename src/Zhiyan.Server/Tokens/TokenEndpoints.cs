using Zhiyan.Server.Engines;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Json;
using Zhiyan.Server.OpenAi;

namespace Zhiyan.Server.Tokens;

/// <summary>POST /tokenize, /detokenize and /apply-template, in llama.cpp's shapes: what a model makes of a text or a conversation.</summary>
internal static class TokenEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/tokenize", Tokenize).WithTags("Tokens").WithSummary("A text's token ids")
            .Accepts<TokenizeRequest>("application/json").Produces<TokenList>().Produces<ErrorResponse>(400);
        routes.MapPost("/detokenize", Detokenize).WithTags("Tokens").WithSummary("The text of token ids")
            .Accepts<DetokenizeRequest>("application/json").Produces<DetokenizedText>().Produces<ErrorResponse>(400);
        routes.MapPost("/apply-template", ApplyTemplate).WithTags("Tokens").WithSummary("The prompt of a conversation")
            .Accepts<TemplateRequest>("application/json").Produces<TemplatePrompt>().Produces<ErrorResponse>(400);
    }

    private static async Task Tokenize(HttpContext http, EngineHost engines)
    {
        using var body = await JsonBody.Read(http.Request);
        var request = new TokenizeRequest(body.Root);
        using var lease = await engines.Use(request.Model, http.RequestAborted);

        var tokens = lease.Engine.Tokenize(request.Content, request.AddSpecial, request.ParseSpecial);
        await Wire.Send(http.Response, new TokenList([.. tokens.Select(token => request.WithPieces ? (object)TokenPiece.Of(lease.Engine, token) : token)]));
    }

    private static async Task Detokenize(HttpContext http, EngineHost engines)
    {
        using var body = await JsonBody.Read(http.Request);
        var request = new DetokenizeRequest(body.Root);
        using var lease = await engines.Use(request.Model, http.RequestAborted);

        if (request.Tokens.FirstOrDefault(token => token >= lease.Engine.VocabularySize, -1) is var unknown and >= 0)
            throw ApiException.Invalid("tokens", $"tokens holds {unknown}; the model's vocabulary ends at {lease.Engine.VocabularySize - 1}.");
        await Wire.Send(http.Response, new DetokenizedText(lease.Engine.Detokenize(request.Tokens)));
    }

    private static async Task ApplyTemplate(HttpContext http, EngineHost engines)
    {
        using var body = await JsonBody.Read(http.Request);
        var request = new TemplateRequest(body.Root);
        using var lease = await engines.Use(request.Model, http.RequestAborted);

        await Wire.Send(http.Response, new TemplatePrompt(lease.Engine.Render(request.Conversation)));
    }

    private sealed record TokenList(IReadOnlyList<object> Tokens);

    private sealed record DetokenizedText(string Content);

    private sealed record TemplatePrompt(string Prompt);

    /// <param name="Piece">A text, or a list of bytes where they are no whole characters.</param>
    private sealed record TokenPiece(int Id, object Piece)
    {
        public static TokenPiece Of(IReplyEngine engine, int token)
        {
            var bytes = engine.BytesOf(token);
            return new TokenPiece(token, TokenText.AsText(bytes) ?? (object)bytes.Select(value => (int)value).ToArray());
        }
    }
}
