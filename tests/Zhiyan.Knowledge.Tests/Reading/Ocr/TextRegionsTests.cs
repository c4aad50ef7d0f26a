using Zhiyan.Knowledge.Reading.Layout;
using Zhiyan.Knowledge.Reading.Ocr;

namespace Zhiyan.Knowledge.Tests.Reading.Ocr;

public sealed class TextRegionsTests
{
    [Fact]
    public void A_likely_region_becomes_a_box_that_is_larger_by_its_area_over_its_perimeter()
    {
        var map = new float[200 * 100];
        for (var y = 40; y < 50; y++) map.AsSpan(y * 200 + 20, 100).Fill(0.9f);

        var box = Assert.Single(TextRegions.Find(map, 200, 100));

        var grown = 100 * 10 * 1.6f / 110;
        Assert.Equal(100 + grown, box.Width, 0.01f);
        Assert.Equal(10 + grown, box.Height, 0.01f);
        Assert.Equal(0, box.Angle, 0.001f);
    }

    [Fact]
    public void A_slanted_line_gets_a_slanted_box()
    {
        var points = new List<Corner>();
        for (var i = 0; i < 100; i++)
            for (var j = 0; j < 10; j++) points.Add(new Corner(i, j).Turned(0.2f));

        var box = SmallestRectangle.Around(points);

        Assert.Equal(0.2f, box.Angle, 0.01f);
        Assert.Equal(99, box.Width, 0.1f);
        Assert.Equal(9, box.Height, 0.1f);
    }

    [Fact]
    public void Boxes_of_one_line_that_overlap_are_one_and_those_of_two_lines_are_not()
    {
        var first = new TextBox(new Corner(50, 20), new Corner(1, 0), 100, 20);
        var second = new TextBox(new Corner(140, 21), new Corner(1, 0), 100, 20);
        var below = new TextBox(new Corner(50, 40), new Corner(1, 0), 100, 20);

        var joined = JoinedBoxes.Of([first, second, below]);

        Assert.Equal(2, joined.Count);
        Assert.Contains(joined, box => box.Width == 190);
    }

    [Fact]
    public void Brackets_of_a_pair_are_of_one_width()
    {
        List<RecognisedCharacter> characters = [.. "（含税) (a)".Select(character => new RecognisedCharacter(character.ToString(), 0, 1))];

        Brackets.Paired(characters);

        Assert.Equal("（含税） (a)", string.Concat(characters.Select(character => character.Text)));
    }
}
