namespace Zhiyan.Inference.Templates;

/// <summary>What one rendering may see and spend: the clock of <c>strftime_now</c> and the bounds that stop a hostile template.</summary>
public sealed record TemplateSettings
{
    public static TemplateSettings Default { get; } = new();

    /// <summary>Local time of this clock is what <c>strftime_now</c> writes.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Work in all: a loop turn, a call, an element made or 64 characters written are a step each.</summary>
    public long MaxSteps { get; init; } = 5_000_000;

    /// <summary>UTF-16 units of the longest string, the output included.</summary>
    public int MaxCharacters { get; init; } = 16 * 1024 * 1024;

    /// <summary>Macro calls and recursive loops open at a time.</summary>
    public int MaxCallDepth { get; init; } = 200;
}
