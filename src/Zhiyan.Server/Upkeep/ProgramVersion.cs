using System.Reflection;

namespace Zhiyan.Server.Upkeep;

/// <summary>The version of this program, for what it writes to be read by others.</summary>
internal static class ProgramVersion
{
    public static string Number { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
