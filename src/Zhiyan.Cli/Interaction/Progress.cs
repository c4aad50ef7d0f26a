namespace Zhiyan.Cli.Interaction;

/// <summary>How far long work has come, on standard error: one line that changes on a terminal, a line for every tenth elsewhere.</summary>
internal sealed class Progress(Terminal terminal, string what, long total)
{
    private long tenth;

    public void Report(long done, string detail)
    {
        var line = $"{what} {done:N0} of {total:N0}{(detail.Length > 0 ? $" · {detail}" : "")}";
        if (terminal.IsErrorInteractive)
        {
            terminal.Error.Write($"\r{line}\e[K{(done >= total ? "\r\e[K" : "")}");
        }
        else if (done * 10 / total > tenth)
        {
            tenth = done * 10 / total;
            terminal.Error.WriteLine(line);
        }
    }
}
