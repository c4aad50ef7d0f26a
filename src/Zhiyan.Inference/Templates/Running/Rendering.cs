using Zhiyan.Inference.Templates.Values;

namespace Zhiyan.Inference.Templates.Running;

/// <summary>One rendering in progress: its clock and what it has spent. Owned by one thread.</summary>
internal sealed class Rendering(TemplateSettings settings)
{
    private long steps;
    private int callDepth;

    public TimeProvider Clock => settings.Clock;

    public void Step(long count = 1)
    {
        steps += count;
        if (steps > settings.MaxSteps)
            throw TemplateException.Limit($"the template takes more than {settings.MaxSteps:N0} steps; it loops too long or copies too much.");
    }

    /// <summary>
    /// Accounts for a string about to grow by <paramref name="added"/> to <paramref name="total"/>; call it before the memory is taken.
    /// </summary>
    public void Characters(long total, long added)
    {
        if (total > settings.MaxCharacters)
            throw TemplateException.Limit($"a string of {total:N0} characters passes the limit of {settings.MaxCharacters:N0}.");
        Step(added >> 6);
    }

    public void EnterCall()
    {
        if (++callDepth > settings.MaxCallDepth)
            throw TemplateException.Limit($"macros or loops call themselves more than {settings.MaxCallDepth} deep.");
        Step();
    }

    public void LeaveCall() => callDepth--;

    /// <summary>The elements of an iterable value, each one a step.</summary>
    public IEnumerable<Value> Each(Value iterable)
    {
        foreach (var item in iterable.Iterate())
        {
            Step();
            yield return item;
        }
    }

    public List<Value> Collect(Value iterable) => [.. Each(iterable)];
}
