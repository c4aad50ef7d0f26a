namespace Zhiyan.Inference.Chat;

/// <summary>Who speaks in <c>chat</c> and on the server's pages, unless the caller brings a system prompt. The API adds none.</summary>
public static class Persona
{
    // One language and few words: a small model told more, or told in two languages, answers English questions in Chinese.
    public const string SystemPrompt =
        "You are Zhiyan (知言), a helpful assistant on the user's own machine. Reply in the user's language, briefly; say so when you do not know.";
}
