using System.Text;
using Zhiyan.Knowledge.Reading.Plain;

namespace Zhiyan.Knowledge.Tests.Reading.Plain;

public sealed class TextDecodingTests
{
    private const string Simplified = "合同编号,甲方,金额\r\n一号,北京天行公司,12000元\r\n";
    private const string Traditional = "合約編號,甲方,金額\r\n一號,臺北天行公司,12000元\r\n";
    private const string Japanese = "名前,年齢,住所\n佐藤太郎,30,東京\n三木英子,25,大阪\n髙橋淳,35,名古屋\n";
    private const string JapaneseProse = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。";
    private const string Korean = "이름,나이,주소\n김철수,30,서울특별시 종로구\n이영희,25,부산광역시\n";
    private const string French = "Le château a été bâti au siècle dernier; l’été, on y dîne à la fenêtre.\n";

    static TextDecodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("gb18030", Simplified)]
    [InlineData("gb2312", "会议纪要")]
    [InlineData("gb18030", "第一回　灵根育孕源流出　心性修持大道生\n　　诗曰：\n　　混沌未分天地乱，茫茫渺渺无人见。")]
    [InlineData("big5", Traditional)]
    [InlineData("big5", "第一回　說楔子敷陳大義　借名流隱括全文\n人生南北多歧路，將相神仙，也要凡人做。")]
    [InlineData("shift_jis", Japanese)]
    [InlineData("shift_jis", JapaneseProse)]
    [InlineData("euc-jp", JapaneseProse)]
    [InlineData("iso-2022-jp", JapaneseProse)]
    [InlineData("ks_c_5601-1987", Korean)]
    [InlineData("windows-1252", French)]
    [InlineData("windows-1252", "Größe: 5 €, Straße 7, Müller\n")]
    [InlineData("windows-1251", "Мы живём в большом городе, где люди работают с утра до вечера и любят читать книги.\n")]
    public void Text_from_before_Unicode_is_read_in_the_encoding_it_is_in(string name, string text)
    {
        var bytes = Encoding.GetEncoding(name).GetBytes(text);

        Assert.Equal(text, TextDecoding.Decode(bytes));
        Assert.True(TextDecoding.IsText(bytes));
    }

    [Fact]
    public void Unicode_is_read_with_and_without_a_mark_and_the_mark_is_left_out()
    {
        Encoding[] marked = [new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UTF32Encoding(false, true), new UTF32Encoding(true, true)];
        Encoding[] bare = [new UTF8Encoding(false), new UnicodeEncoding(false, false), new UnicodeEncoding(true, false), new UTF32Encoding(false, false), new UTF32Encoding(true, false)];

        Assert.All(marked, encoding => Assert.Equal(Simplified, TextDecoding.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes(Simplified)])));
        Assert.All(bare, encoding => Assert.Equal(Simplified, TextDecoding.Decode(encoding.GetBytes(Simplified))));
    }

    [Fact]
    public void A_wrong_declaration_does_not_spoil_the_text()
    {
        var gbk = Encoding.GetEncoding(936).GetBytes(Simplified);

        Assert.Equal(Simplified, TextDecoding.Decode(gbk, "utf-8"));
        Assert.Equal(Simplified, TextDecoding.Decode(gbk, "iso-8859-1"));
        Assert.Equal(Simplified, TextDecoding.Decode(Encoding.UTF8.GetBytes(Simplified), "gb2312"));
        Assert.Equal(Simplified, TextDecoding.Decode(gbk, "no-such-encoding"));
    }

    [Fact]
    public void One_damaged_byte_does_not_turn_UTF_8_into_something_else()
    {
        var text = string.Concat(Enumerable.Repeat(Simplified, 20));
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text), 0xff, .. Encoding.UTF8.GetBytes(text)];

        Assert.Equal(text + '\ufffd' + text, TextDecoding.Decode(bytes));
    }

    [Fact]
    public void Binary_data_is_no_text()
    {
        var bytes = new byte[5000];
        new Random(7).NextBytes(bytes);

        Assert.False(TextDecoding.IsText(bytes));
        Assert.False(TextDecoding.IsText([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    }
}
