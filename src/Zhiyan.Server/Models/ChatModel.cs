using Zhiyan.Server.Engines;
using Zhiyan.Server.Providers;

namespace Zhiyan.Server.Models;

/// <summary>A model that a person can chat with, on this machine or at a provider.</summary>
/// <param name="Id">What <see cref="ModelDirectory.Open"/> takes.</param>
/// <param name="Name">What people call it.</param>
internal sealed record ChatModel(string Id, string Name, ModelState State, ModelAbilities Abilities)
{
    /// <summary>The provider's name; null for a model on this machine.</summary>
    public string? Provider { get; init; }

    /// <summary>What a new conversation starts with.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The fraction that is ready of a model that is loading.</summary>
    public double? Progress { get; init; }

    /// <summary>What an incomplete model lacks, or why one has failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Bytes on disk; null for a provider's.</summary>
    public long? Bytes { get; init; }

    /// <summary>Tokens a conversation may have with its reply, where that is known.</summary>
    public int? Context { get; init; }

    /// <summary>What it costs; null for nothing.</summary>
    public TokenPrice? Price { get; init; }

    public string? Description { get; init; }
}

/// <summary>What a model can do beyond writing text.</summary>
internal sealed record ModelAbilities(bool Vision = false, bool Tools = false, bool Reasoning = false);
