using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Zhiyan.Server.OpenAi.Completions;

namespace Zhiyan.Server.Reference;

/// <summary>Says in the document what a C# type cannot: members that take one value or a list of them, members that must be there, and prompts.</summary>
internal static class RequestSchemas
{
    public static Task Correct(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        if (context.JsonPropertyInfo is { } property && Is<OneOrManyAttribute>(property))
            BecomeOneOrMany(schema, property.PropertyType == typeof(IReadOnlyList<Prompt>) ? Prompt() : schema.Items);
        if (context.JsonPropertyInfo is null)
        {
            foreach (var member in context.JsonTypeInfo.Properties.Where(Is<MandatoryAttribute>))
                (schema.Required ??= new HashSet<string>()).Add(member.Name);
        }
        return Task.CompletedTask;
    }

    private static bool Is<T>(JsonPropertyInfo property) where T : Attribute => property.AttributeProvider?.IsDefined(typeof(T), inherit: true) is true;

    private static void BecomeOneOrMany(OpenApiSchema schema, IOpenApiSchema? one)
    {
        if (one is null) return;
        schema.AnyOf = [one, new OpenApiSchema { Type = JsonSchemaType.Array, Items = one }];
        (schema.Type, schema.Items) = (null, null);
    }

    private static OpenApiSchema Prompt() => new()
    {
        AnyOf =
        [
            new OpenApiSchema { Type = JsonSchemaType.String },
            new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Integer } },
        ],
    };
}
