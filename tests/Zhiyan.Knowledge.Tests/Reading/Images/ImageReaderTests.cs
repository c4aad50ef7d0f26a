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

        Assert.Equal(DocumentFault.TooLarge, large.Fault);
        Assert.Equal(DocumentFault.Damaged, damaged.Fault);
    }

    private static Document Read(byte[] picture, ReadingLimits? limits = null)
    {
        using var ocr = new OcrEngine();
        return new ImageReader(ocr).Read(new SourceFile("picture.png", picture), limits ?? ReadingLimits.Default, TestContext.Current.CancellationToken);
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
