namespace Zhiyan.Server.Markdown;

/// <summary>How a message is shown. Images of other hosts are not loaded unless allowed: their address could carry what was said out of the house.</summary>
public sealed record MarkdownOptions(bool RemoteImages = false);
