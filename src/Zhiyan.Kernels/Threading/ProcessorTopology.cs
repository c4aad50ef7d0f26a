namespace Zhiyan.Kernels.Threading;

/// <summary>How many cores this process may use: two hardware threads of one core share its arithmetic, so they count once.</summary>
public static class ProcessorTopology
{
    public static int PhysicalCores { get; } = Count();

    private static int Count()
    {
        var logical = Environment.ProcessorCount;       // already respects affinity and the container's CPU limit
        if (!OperatingSystem.IsLinux()) return logical;
        try
        {
            var allowed = File.ReadLines("/proc/self/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
            var cores = ParseList(allowed["Cpus_allowed_list:".Length..])
                .Select(cpu => File.ReadAllText($"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list"))
                .Distinct().Count();
            return Math.Clamp(cores, 1, logical);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
        {
            return logical;         // a sandbox without /sys
        }
    }

    /// <summary>The kernel's list form, as in "0-3,8".</summary>
    internal static IEnumerable<int> ParseList(string list)
    {
        foreach (var range in list.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            int first = int.Parse(ends[0]), last = int.Parse(ends[^1]);
            for (int cpu = first; cpu <= last; cpu++) yield return cpu;
        }
    }
}
