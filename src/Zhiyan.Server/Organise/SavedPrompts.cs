using Microsoft.EntityFrameworkCore;
using Zhiyan.Server.Chats;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Organise;

/// <summary>A person's prompts, which / brings into the composer by their names.</summary>
internal sealed class SavedPrompts(ChatStores stores, TimeProvider time)
{
    public const int MaxName = 50;
    public const int MaxText = 50_000;
    public const int MaxOfAll = 500;

    public async Task<IReadOnlyList<SavedPrompt>> List(Guid owner)
    {
        await using var context = stores.Main.Open();
        return await context.Prompts.AsNoTracking().Where(prompt => prompt.OwnerId == owner).OrderBy(prompt => prompt.Name).ToListAsync();
    }

    public async Task<SavedPrompt> Create(Guid owner, string name, string text)
    {
        Require(name, text);
        var prompt = new SavedPrompt { Id = Guid.CreateVersion7(), OwnerId = owner, Name = name, Text = text, UpdatedAt = Now };
        await stores.Main.Log.Append(Guid.Empty, [], async context =>
        {
            if (await context.Prompts.CountAsync(one => one.OwnerId == owner) >= MaxOfAll) throw ApiException.Invalid(null, $"{MaxOfAll} prompts are possible; delete one first.", "prompts_full");
            await RequireFree(context, prompt);
            context.Prompts.Add(prompt);
        });
        return prompt;
    }

    public async Task<SavedPrompt> Change(Guid owner, Guid id, string name, string text)
    {
        Require(name, text);
        SavedPrompt? changed = null;
        await stores.Main.Log.Append(Guid.Empty, [], async context =>
        {
            changed = await Mine(context, owner, id);
            (changed.Name, changed.Text, changed.UpdatedAt) = (name, text, Now);
            await RequireFree(context, changed);
        });
        return changed!;
    }

    public Task Delete(Guid owner, Guid id) =>
        stores.Main.Log.Append(Guid.Empty, [], async context => context.Prompts.Remove(await Mine(context, owner, id)));

    /// <summary>Whether a name can follow a slash.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= MaxName && !name.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter == '/');

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static void Require(string name, string text)
    {
        if (!IsName(name)) throw ApiException.Invalid("name", $"a prompt's name has 1 to {MaxName} characters, without spaces and slashes.");
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxText) throw ApiException.Invalid("text", $"a prompt has 1 to {MaxText:N0} characters.");
    }

    private static async Task<SavedPrompt> Mine(StoreContext context, Guid owner, Guid id) =>
        await context.Prompts.FindAsync(id) is { } prompt && prompt.OwnerId == owner
            ? prompt
            : throw new ApiException(ApiError.NotFound(null, "there is no such prompt; it may have been deleted.", "prompt_not_found"));

    private static async Task RequireFree(StoreContext context, SavedPrompt prompt)
    {
        if (await context.Prompts.AnyAsync(one => one.OwnerId == prompt.OwnerId && one.Name == prompt.Name && one.Id != prompt.Id))
            throw new ApiException(ApiError.Conflict($"there is a prompt /{prompt.Name} already.", "name_taken"));
    }
}
