using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Zhiyan.Inference.Chat;
using Zhiyan.Server.Errors;
using Zhiyan.Server.Models;
using Zhiyan.Server.People;
using Zhiyan.Server.Providers;
using Zhiyan.Server.Security;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Chats;

/// <summary>
/// Writes replies, whoever is looking: a reply belongs to its chat, not to a connection. One at a time in a chat. What a model says reaches the log
/// in pieces of at most <see cref="Piece"/>; at the end they are folded into the message. Thread-safe.
/// </summary>
internal sealed class Replies(ChatStores stores, ModelDirectory models, PreferenceStore preferences, TimeProvider time, ILogger<Replies> logger) : IHostedService
{
    /// <summary>How long text may wait before it is committed and shown.</summary>
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(40);

    private readonly ConcurrentDictionary<Guid, RunningReply> running = [];
    private volatile bool stopping;

    /// <summary>Raised after a reply has ended and is folded; handlers run one after another, in the order they came.</summary>
    public event Func<FinishedReply, Task>? Finished;

    /// <summary>Begins to write a message that is already stored as streaming, the only such of its chat.</summary>
    public async Task Start(Guid owner, Guid chat, Guid message, ReplyWish wish)
    {
        if (stopping) return;       // the next start folds it
        var reply = new RunningReply(owner, chat, message, wish);
        while (!running.TryAdd(chat, reply))
        {
            // The one before is folded, or this one could not have been stored; it is about to go.
            if (running.TryGetValue(chat, out var before)) await before.Ended.Task;
        }
        reply.Work = Task.Run(() => Write(reply));
    }

    /// <summary>Ends the reply of a chat within a token; completes when what there is of it is kept. False where none is written.</summary>
    public async Task<bool> Stop(Guid chat)
    {
        if (!running.TryGetValue(chat, out var reply)) return false;
        await reply.Stop.CancelAsync();
        await reply.Ended.Task;
        return true;
    }

    /// <summary>Replies that the end of the last process cut short are folded and say so.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var context = stores.Main.Open();
        var cut = await context.Messages.Where(message => message.State == MessageState.Streaming).Select(message => new { message.ChatId, message.Id }).ToListAsync(cancellationToken);
        foreach (var message in cut) await Fold(stores.Main, message.ChatId, message.Id, (_, one) => one.State = MessageState.Interrupted);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        stopping = true;
        var all = running.Values.ToList();
        foreach (var reply in all) await reply.Stop.CancelAsync();
        await Task.WhenAll(all.Select(reply => reply.Work)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Write(RunningReply reply)
    {
        var store = stores.Of(reply.Chat);
        var state = MessageState.Failed;
        try
        {
            string? error = null;
            ReplyFault? fault = null;
            var facts = new ReplyMeter(time);
            try
            {
                await Stream(store, reply, facts);
                state = MessageState.Done;
            }
            catch (OperationCanceledException) when (reply.Stop.IsCancellationRequested)
            {
                state = stopping ? MessageState.Interrupted : MessageState.Stopped;
            }
            catch (Exception failure)       // a door: the reply itself tells what went wrong
            {
                (error, fault) = (ApiError.From(failure).Message.Replace('\0', '\uFFFD'), FaultOf(failure));
                logger.LogWarning("a reply of {Model} failed: {Error}", reply.Model, error);
            }
            await Settle(store, reply, facts, state, error, fault);
        }
        catch (Exception failure)           // the store itself: the next start folds what there is
        {
            logger.LogError(failure, "a reply could not be kept");
        }
        finally
        {
            running.TryRemove(reply.Chat, out _);
            reply.Ended.TrySetResult();
        }
        await Announce(new FinishedReply(reply.Owner, reply.Chat, reply.Message, state));
    }

    private async Task Stream(ChatStore store, RunningReply reply, ReplyMeter meter)
    {
        var (messages, options) = await Prepare(store, reply, meter);
        using var client = models.Open(reply.Model);
        var pieces = new ReplyPieces(store.Log, reply.Chat, reply.Message, Piece, time);
        meter.Begin();
        await using var updates = client.GetStreamingResponseAsync(messages, options, reply.Stop.Token).GetAsyncEnumerator(reply.Stop.Token);
        var next = updates.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                // Text that came must not wait for the text to come.
                if (!next.IsCompleted && pieces.Due is { } due) await Task.WhenAny(next, Task.Delay(due, time));
                if (!next.IsCompleted || pieces.IsDue) await pieces.Flush();
                if (!await next) break;
                Take(updates.Current, pieces, meter);
                next = updates.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            if (!next.IsCompleted) await reply.Stop.CancelAsync();          // the store failed; the model must not go on alone
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await pieces.Flush();
        }
    }

    private static void Take(ChatResponseUpdate update, ReplyPieces pieces, ReplyMeter meter)
    {
        if (update.FinishReason is { } reason) meter.FinishReason = reason.Value;
        if (update.RawRepresentation is ChatStarted started) meter.Started(started);
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextReasoningContent reasoning:
                    meter.Reasoned();
                    pieces.Add(LogKind.Reasoning, reasoning.Text);
                    break;
                case TextContent text:
                    meter.Spoke();
                    pieces.Add(LogKind.Text, text.Text);
                    break;
                case UsageContent usage:
                    meter.Usage = usage.Details;
                    break;
            }
        }
    }

    private async Task<(List<ChatMessage>, ChatOptions)> Prepare(ChatStore store, RunningReply reply, ReplyMeter meter)
    {
        await using var context = store.Open();
        var chat = await context.Chats.AsNoTracking().FirstAsync(one => one.Id == reply.Chat);
        var path = await MessagePaths.To(context, chat.Id, reply.Message);
        var begun = path[^1];
        reply.Model = reply.Wish.Model ?? begun.Model ?? chat.Settings.Model ?? models.Default;
        // A seed that was drawn lets a reply be repeated; some providers refuse any.
        meter.Seed = chat.Settings.Seed ?? (models.IsLocal(reply.Model) ? RandomNumberGenerator.GetInt32(int.MaxValue) : null);
        var continues = begun.Text.Length > 0;
        var language = (await preferences.Read(reply.Owner)).AnswerLanguage;
        var messages = Prompt.Of(chat.Settings, language, continues ? path : path.SkipLast(1), reply.Wish.Sentence);
        var request = new ChatRequest
        {
            Messages = [],      // the client puts them in
            Truncate = true,
            Continue = continues,
            ReasoningBudget = chat.Settings.ReasoningBudget,
            User = reply.Owner.ToString(),
        };
        return (messages, new ChatOptions
        {
            Temperature = chat.Settings.Temperature,
            TopP = chat.Settings.TopP,
            MaxOutputTokens = chat.Settings.MaxTokens,
            Seed = meter.Seed,
            RawRepresentationFactory = _ => request,
        });
    }

    private async Task Settle(ChatStore store, RunningReply reply, ReplyMeter meter, MessageState state, string? error, ReplyFault? fault)
    {
        var price = (await models.Find(reply.Model))?.Price;
        var facts = meter.Facts(usage => Cost.Of(usage, price)) with { Fault = fault };
        await Fold(store, reply.Chat, reply.Message, (context, message) =>
        {
            message.State = state;
            message.Error = error;
            message.Model = reply.Model;
            message.Facts = message.Facts is { } before ? facts.After(before) : facts;
            message.ReasoningMilliseconds += meter.ReasoningMilliseconds;
            if (stores.IsTemporary(reply.Chat)) return;     // nothing is kept of those
            context.Usage.Add(new UsageEntry
            {
                PersonId = reply.Owner,
                ChatId = reply.Chat,
                Model = reply.Model,
                At = Now,
                PromptTokens = facts.PromptTokens,
                CachedTokens = facts.CachedTokens,
                CompletionTokens = facts.CompletionTokens,
                Milliseconds = facts.Milliseconds,
                Cost = facts.Cost,
            });
        });
    }

    private static ReplyFault FaultOf(Exception failure) => failure is ProviderException far
        ? new ReplyFault(SeeOther.NameOf(far.Fault), far.Provider, far.Status, far.Said)
        : new ReplyFault(ApiError.From(failure).Code);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>What the log has of a reply becomes the message's text, and leaves the log.</summary>
    private Task Fold(ChatStore store, Guid chat, Guid id, Action<StoreContext, Message> end) => store.Log.Append(chat, [new(LogKind.Finished, id)], async context =>
    {
        var message = await context.Messages.FindAsync(id);
        if (message is null) return;
        var live = await LiveText.Read(context, chat, id);
        message.Text += live.Text;
        message.Reasoning += live.Reasoning;
        message.FinishedAt = Now;
        end(context, message);
        await LiveText.Entries(context, chat, id).ExecuteDeleteAsync();
        var last = await context.Chats.Where(one => one.Id == chat).Select(one => one.LastSequence).FirstAsync();
        await context.Log.Where(entry => entry.ChatId == chat && entry.Sequence < last - ChatLog.Kept).ExecuteDeleteAsync();
        await context.Chats.Where(one => one.Id == chat).ExecuteUpdateAsync(set => set.SetProperty(one => one.UpdatedAt, Now));
    });

    private async Task Announce(FinishedReply finished)
    {
        if (stopping) return;       // what is queued stays so
        foreach (var handler in (Finished?.GetInvocationList() ?? []).Cast<Func<FinishedReply, Task>>())
        {
            try
            {
                await handler(finished);
            }
            catch (Exception error) when (stopping && error is ChannelClosedException or OperationCanceledException)
            {
                // Neither the log nor the engine takes anything more.
            }
            catch (Exception error)     // a title or the next message must not end the process
            {
                logger.LogWarning(error, "what follows a reply failed");
            }
        }
    }

    private sealed record RunningReply(Guid Owner, Guid Chat, Guid Message, ReplyWish Wish)
    {
        public CancellationTokenSource Stop { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Work { get; set; } = Task.CompletedTask;

        public string Model { get; set; } = "";
    }
}

/// <summary>A reply that is folded, however it ended.</summary>
internal sealed record FinishedReply(Guid Owner, Guid Chat, Guid Message, MessageState State);
