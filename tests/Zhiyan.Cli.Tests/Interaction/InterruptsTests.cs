using Zhiyan.Cli.Interaction;

namespace Zhiyan.Cli.Tests.Interaction;

public sealed class InterruptsTests
{
    [Fact]
    public void The_first_ends_what_was_caught_for_it_and_the_second_the_program()
    {
        using var interrupts = new Interrupts();
        using var reply = interrupts.Catch();

        Assert.True(interrupts.Interrupt());
        Assert.True(reply.IsCancellationRequested);
        Assert.False(interrupts.Token.IsCancellationRequested);

        Assert.True(interrupts.Interrupt());
        Assert.True(interrupts.Token.IsCancellationRequested);
        Assert.Equal(130, interrupts.ExitCode);
    }

    [Fact]
    public void One_after_the_program_was_told_to_end_ends_it_at_once()
    {
        using var interrupts = new Interrupts();

        Assert.True(interrupts.Interrupt());
        Assert.False(interrupts.Interrupt());
    }

    [Fact]
    public void What_has_ended_already_catches_nothing()
    {
        using var interrupts = new Interrupts();
        interrupts.Catch().Dispose();

        interrupts.Interrupt();

        Assert.True(interrupts.Token.IsCancellationRequested);
    }
}
