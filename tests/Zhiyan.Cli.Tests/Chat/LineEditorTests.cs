using Zhiyan.Cli.Chat;

namespace Zhiyan.Cli.Tests.Chat;

public sealed class LineEditorTests
{
    private const int Columns = 10;

    private static readonly ConsoleKeyInfo enter = new('\r', ConsoleKey.Enter, false, false, false);

    [Fact]
    public void Backspace_takes_a_wide_character_whole()
    {
        var (input, screen) = Edit([.. Typed("知言x"), Key(ConsoleKey.Backspace), Key(ConsoleKey.Backspace), enter]);

        Assert.Equal("知", input.Text);
        Assert.Equal("> 知", screen.Text);
    }

    [Fact]
    public void An_emoji_is_one_character()
    {
        var (input, _) = Edit([.. Typed("a🤔b"), Key(ConsoleKey.LeftArrow), Key(ConsoleKey.Backspace), enter]);

        Assert.Equal("ab", input.Text);
    }

    [Fact]
    public void Text_goes_in_at_the_cursor()
    {
        var (input, screen) = Edit([.. Typed("言"), Key(ConsoleKey.Home), .. Typed("知"), Key(ConsoleKey.End), .. Typed("!"), enter]);

        Assert.Equal("知言!", input.Text);
        Assert.Equal("> 知言!", screen.Text);
    }

    [Theory]
    [InlineData("12345678")]            // fills the row to its last column
    [InlineData("1234567知8")]          // a wide character does not fit and goes to the next row
    [InlineData("一二三四五六七八九十")]
    public void Long_lines_go_over_several_rows_and_stay_editable(string text)
    {
        var (input, screen) = Edit([.. Typed(text), Key(ConsoleKey.Home), Key(ConsoleKey.Delete), .. Typed("x"), Key(ConsoleKey.End), .. Typed("y"), enter]);

        Assert.Equal($"x{text[1..]}y", input.Text);
        Assert.Equal($"> x{text[1..]}y", screen.Text);
    }

    [Fact]
    public void Up_and_down_walk_through_what_was_said()
    {
        Queue<ConsoleKeyInfo> keys = new([.. Typed("one"), enter, .. Typed("two"), enter, Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Key(ConsoleKey.DownArrow), .. Typed("!"), enter]);
        var editor = new LineEditor(keys.Dequeue, () => false, new StringWriter(), () => Columns);

        Assert.Equal(["one", "two", "two!"], Enumerable.Range(0, 3).Select(_ => editor.Read().Text));
    }

    [Theory]
    [InlineData(ConsoleKey.C, "abc", nameof(LineEnd.Interrupted))]
    [InlineData(ConsoleKey.D, "", nameof(LineEnd.Closed))]
    public void Control_keys_end_the_line(ConsoleKey key, string typed, string end)
    {
        var (input, _) = Edit([.. Typed(typed), Control(key)]);

        Assert.Equal(end, input.End.ToString());
    }

    [Theory]
    [InlineData(ConsoleKey.U, "c")]
    [InlineData(ConsoleKey.K, "a b ")]
    [InlineData(ConsoleKey.W, "a c")]
    [InlineData(ConsoleKey.D, "a b ")]
    public void Control_keys_delete_as_in_a_shell(ConsoleKey key, string left)
    {
        var (input, _) = Edit([.. Typed("a b c"), Key(ConsoleKey.LeftArrow), Control(key), enter]);

        Assert.Equal(left, input.Text);
    }

    private static (LineInput Input, Screen Screen) Edit(ConsoleKeyInfo[] keys)
    {
        var (queue, output) = (new Queue<ConsoleKeyInfo>(keys), new StringWriter());
        var input = new LineEditor(queue.Dequeue, () => false, output, () => Columns).Read();
        return (input, Screen.Show(output.ToString(), Columns));
    }

    private static IEnumerable<ConsoleKeyInfo> Typed(string text) => text.Select(character => new ConsoleKeyInfo(character, ConsoleKey.None, false, false, false));

    private static ConsoleKeyInfo Key(ConsoleKey key) => new('\0', key, false, false, false);

    private static ConsoleKeyInfo Control(ConsoleKey key) => new((char)(key - ConsoleKey.A + 1), key, false, false, true);
}
