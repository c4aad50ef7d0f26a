using Microsoft.Playwright;
using Zhiyan.Inference.ToolCalls;
using Zhiyan.Server.Tests;

namespace Zhiyan.EndToEnd.Tests.Chats;

public sealed class FirstMessageTests(Browser browser)
{
    [Fact]
    public async Task A_chat_has_its_address_before_the_first_token_and_opening_it_restores_the_conversation()
    {
        var turn = new TaskCompletionSource();
        await using var assistant = await Assistant.Scripted(new ScriptedEngine { Reply = [new ContentDelta("Paris"), new ContentDelta(".")], Turn = turn.Task });
        await using var opened = await assistant.Open(browser);

        await opened.Page.Say("What is the capital of France?");
        await opened.Page.WaitForURLAsync("**/c/*");
        turn.SetResult();
        await opened.Page.Reaches("done");
        await opened.Page.ReloadAsync();

        await Assertions.Expect(opened.Page.Messages()).ToHaveCountAsync(2);
        await Assertions.Expect(opened.Page.Answers().Body()).ToHaveTextAsync("Paris.");
        Assert.Empty(opened.Errors);
        Assert.Empty(opened.Violations);
        Assert.Empty(opened.ForeignRequests);
    }
}
