using Microsoft.Extensions.DependencyInjection;
using System.Text.Json.Nodes;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.People;

public sealed class AdminPageTests
{
    [Fact]
    public async Task Rated_replies_are_exported_with_their_question_and_nothing_else_of_the_chat()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var owner = new Browser(server);
        var chat = new Chat { Id = Guid.NewGuid(), OwnerId = Guid.NewGuid() };
        var question = new Message { Id = Guid.NewGuid(), ChatId = chat.Id, Role = Speaker.User, Text = "天有多高？" };
        await using (var context = server.Server.Services.GetRequiredService<StoreFactory>().Open())
        {
            context.Chats.Add(chat);
            context.Messages.AddRange(
                question,
                new Message { Id = Guid.NewGuid(), ChatId = chat.Id, ParentId = question.Id, Role = Speaker.Assistant, Model = "scripted", Text = "很高", Rating = -1, RatingReason = "太短" },
                new Message { Id = Guid.NewGuid(), ChatId = chat.Id, ParentId = question.Id, Role = Speaker.Assistant, Model = "scripted", Text = "private" });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        var lines = (await owner.Page("/admin/feedback.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var line = JsonNode.Parse(Assert.Single(lines))!;
        Assert.Equal("-1 太短 天有多高？ 很高 scripted", $"{line["rating"]} {line["reason"]} {line["question"]} {line["reply"]} {line["model"]}");
    }

    [Fact]
    public async Task A_provider_is_set_up_changed_and_removed_and_its_key_is_never_shown()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var owner = new Browser(server);

        var added = await owner.Save("/admin/models/new", "provider", ("Form.Name", "Near"), ("Form.BaseUrl", "http://127.0.0.1:9/v1"), ("Form.Key", "sk-very-secret-key-1234"), ("Form.Models", "m1 | M One"), ("Form.Enabled", "on"), ("Form.Act", "save"));
        var list = await owner.Page("/admin/models");
        var form = await owner.Page("/admin/models/near");
        var removed = await owner.SendTo("/admin/models", "/admin/providers/near/delete");

        Assert.Equal("/admin/models?done=providerSaved", added);
        Assert.Contains("M One", list, StringComparison.Ordinal);
        Assert.Contains("m1 | M One", form, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", list + form, StringComparison.Ordinal);
        Assert.Equal("/admin/models?done=providerDeleted", removed);
        Assert.DoesNotContain("M One", await owner.Page("/admin/models"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_told_before_it_is_saved()
    {
        await using var server = await RunningServer.Start(new ScriptedEngine());
        using var owner = new Browser(server);

        var page = await owner.Submit("/admin/models/new", "provider", ("Form.Name", "Near"), ("Form.BaseUrl", "http://127.0.0.1:9/v1"), ("Form.Act", "test"));

        Assert.Contains("It cannot be reached", page, StringComparison.Ordinal);
        Assert.Contains("value=\"Near\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Near", await owner.Page("/admin/models"), StringComparison.Ordinal);
    }
}
