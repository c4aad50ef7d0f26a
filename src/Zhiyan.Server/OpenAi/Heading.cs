using System.Reflection;

namespace Zhiyan.Server.OpenAi;

/// <summary>What every piece of one reply begins with.</summary>
internal sealed record Heading(string Id, long Created, string Model)
{
    public static readonly string SystemFingerprint = $"zhiyan-{typeof(Heading).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    public static Heading New(string prefix, string model, TimeProvider time) => new($"{prefix}-{Guid.NewGuid():N}", time.GetUtcNow().ToUnixTimeSeconds(), model);
}
