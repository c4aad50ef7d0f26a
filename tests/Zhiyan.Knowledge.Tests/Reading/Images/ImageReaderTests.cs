using SkiaSharp;
using Zhiyan.Knowledge.Reading;
using Zhiyan.Knowledge.Reading.Images;
using Zhiyan.Knowledge.Reading.Ocr;
using Zhiyan.Testing;

namespace Zhiyan.Knowledge.Tests.Reading.Images;

public sealed class ImageReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public void A_picture_is_read_whichever_way_it_lies(int degrees)
    {
        var picture = Redrawn("en-plain.png", degrees, isInverted: false);

        var document = Read(picture);

        var text = document.Text.Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains("Thequickbrownfoxjumpsover13lazydogs.", text);
        Assert.Contains("Total:$3,918.07", text);
    }

    [Fact]
    public void Light_type_on_a_dark_ground_is_read()
    {
        var picture = Redrawn("zh-plain.png", 0, isInverted: true);

        var document = Read(picture);

        Assert.Contains("人工智能助手可以在本地运行", document.Text);
    }

    [Fact]
    public void Cells_of_a_table_in_a_picture_stay_in_their_rows()
    {
        var picture = File.ReadAllBytes(Fixtures.SharedPath("data", "ocr", "zh-table.png"));

        var document = Read(picture);

        Assert.Contains("季度\t收入(万元)\t增长\n一季度\t1,205\t3.1%", document.Text);
        Assert.Equal((412, 207), (document.Pages[0].Width, document.Pages[0].Height));
    }

    [Fact]
    public void A_picture_with_too_many_pixels_is_refused_and_a_broken_one_named_so()
    {
        var picture = File.ReadAllBytes(Fixtures.SharedPath("data", "ocr", "zh-table.png"));

        var large = Assert.Throws<DocumentException>(() => Read(picture, new ReadingLimits { PicturePixels = 1_000 }));
        var damaged = Assert.Throws<DocumentException>(() => Read(picture[..20]));

        Assert.Equal(ReasonCode.PictureTooLarge, large.Reason.Code);
        Assert.Equal(ReasonCode.DamagedPicture, damaged.Reason.Code);
    }

    [Fact]
    public void Each_page_of_a_TIFF_is_a_page_and_has_its_own_time()
    {
        using var source = SKBitmap.Decode(Fixtures.SharedPath("data", "ocr", "en-plain.png"));
        var time = new CountedTimers();
        using var clock = new ReadingClock(TimeSpan.FromMinutes(1), time, TestContext.Current.CancellationToken);

        var document = Read(Tiff(source, source), clock: clock);

        Assert.Equal(2, time.Set);
        Assert.Equal([1, 2], document.Pages.Select(page => page.Number));
        Assert.All(document.Pages, page => Assert.Contains("Invoice No. 4471-B", document.Text[page.Start..page.End]));
    }

    [Fact]
    public void Light_type_on_nothing_is_read()
    {
        using var source = SKBitmap.Decode(Fixtures.SharedPath("data", "ocr", "en-plain.png"));
        using var light = new SKBitmap(source.Width, source.Height, SKColorType.Bgra8888, SKAlphaType.Unpremul);
        for (var y = 0; y < source.Height; y++)
            for (var x = 0; x < source.Width; x++) light.SetPixel(x, y, SKColors.White.WithAlpha((byte)(255 - source.GetPixel(x, y).Green)));
        using var png = light.Encode(SKEncodedImageFormat.Png, 100);

        Assert.Contains("Invoice No. 4471-B", Read(png.ToArray()).Text);
    }

    [Fact]
    public void Columns_of_upright_characters_are_read_from_right_to_left()
    {
        using var source = SKBitmap.Decode(Fixtures.SharedPath("data", "ocr", "zh-plain.png"));
        var line = Read(File.ReadAllBytes(Fixtures.SharedPath("data", "ocr", "zh-plain.png")));
        var first = line.Places.Where(place => line.Text[place.Start..place.End].Length > 5).OrderBy(place => place.Box.Top).First();

        var words = line.Text[first.Start..first.End];

        var document = Read(Columns(source, first.Box, words.Length));

        Assert.Equal(words[..4] + words[..4], string.Concat(document.Text.Where(char.IsLetter)));
    }

    /// <summary>Twice the first four characters of a line, one below the other.</summary>
    private static byte[] Columns(SKBitmap source, Box line, int count)
    {
        const int drawn = 4;
        var (cell, pitch) = (line.Bottom - line.Top, (line.Right - line.Left) / count);
        using var target = new SKBitmap((int)(cell * 6), (int)(cell * (drawn + 2)));
        using (var canvas = new SKCanvas(target))
        using (var image = SKImage.FromBitmap(source))
        {
            canvas.Clear(SKColors.White);
            foreach (var column in (float[])[1, 4])
                for (var at = 0; at < drawn; at++)
                    canvas.DrawImage(image, SKRect.Create(line.Left + at * pitch, line.Top, pitch, cell), SKRect.Create(column * cell, (at + 1) * cell, pitch, cell), new SKSamplingOptions(SKCubicResampler.Mitchell));
        }
        using var data = target.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>Uncompressed, eight bits of grey a pixel.</summary>
    private static byte[] Tiff(params SKBitmap[] pages)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write([(byte)'I', (byte)'I', 42, 0]);
        writer.Write(8);
        for (var number = 1; number <= pages.Length; number++)
        {
            var page = pages[number - 1];
            (int Tag, int Type, int Value)[] entries =
            [
                (256, 4, page.Width), (257, 4, page.Height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, (int)bytes.Position + 2 + 9 * 12 + 4), (277, 3, 1), (278, 4, page.Height), (279, 4, page.Width * page.Height),
            ];
            writer.Write((short)entries.Length);
            foreach (var (tag, type, value) in entries)
            {
                writer.Write((short)tag);
                writer.Write((short)type);
                writer.Write(1);
                writer.Write(value);
            }
            writer.Write(number == pages.Length ? 0 : (int)bytes.Position + 4 + page.Width * page.Height);
            for (var y = 0; y < page.Height; y++)
                for (var x = 0; x < page.Width; x++) writer.Write(page.GetPixel(x, y).Green);
        }
        return bytes.ToArray();
    }

    private static Document Read(byte[] picture, ReadingLimits? limits = null, ReadingClock? clock = null)
    {
        using var ocr = new OcrEngine();
        using var still = Documents.Clock();
        return new ImageReader(ocr).Read(new SourceFile("picture.png", picture), limits ?? ReadingLimits.Default, clock ?? still);
    }

    private static byte[] Redrawn(string name, int degrees, bool isInverted)
    {
        using var source = SKBitmap.Decode(Fixtures.SharedPath("data", "ocr", name));
        var isSideways = degrees % 180 != 0;
        using var target = new SKBitmap(isSideways ? source.Height : source.Width, isSideways ? source.Width : source.Height);
        using (var canvas = new SKCanvas(target))
        using (var image = SKImage.FromBitmap(source))
        using (var paint = new SKPaint())
        {
            if (isInverted) paint.ColorFilter = SKColorFilter.CreateColorMatrix([-1, 0, 0, 0, 1, 0, -1, 0, 0, 1, 0, 0, -1, 0, 1, 0, 0, 0, 1, 0]);
            canvas.Translate(target.Width / 2f, target.Height / 2f);
            canvas.RotateDegrees(degrees);
            canvas.DrawImage(image, -source.Width / 2f, -source.Height / 2f, SKSamplingOptions.Default, paint);
        }
        using var data = target.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
