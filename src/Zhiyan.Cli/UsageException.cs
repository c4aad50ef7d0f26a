namespace Zhiyan.Cli;

/// <summary>What was asked for on the command line, or in a file named there, cannot be done; the message says what to do instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
