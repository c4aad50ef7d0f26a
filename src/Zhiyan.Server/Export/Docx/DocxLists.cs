using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Zhiyan.Server.Export.Docx;

/// <summary>The numbering of the document: one definition for bullets, one for numbers, and for every numbered list an instance that counts from its own start.</summary>
internal sealed class DocxLists
{
    public const int Deepest = 8;
    public const int StepTwips = 420;

    public static readonly IReadOnlyList<string> Signs = ["•", "◦", "▪"];

    private const int Bullets = 1;
    private const int Numbers = 2;
    private const int HighestStart = 32767;

    private readonly List<NumberingInstance> instances = [new(new AbstractNumId { Val = Bullets }) { NumberID = Bullets }];

    public static int BulletList => Bullets;

    public int NumberedList(int level, int start)
    {
        var number = instances.Count + 1;
        var from = new LevelOverride(new StartOverrideNumberingValue { Val = Math.Clamp(start, 0, HighestStart) }) { LevelIndex = level };
        instances.Add(new NumberingInstance(new AbstractNumId { Val = Numbers }, from) { NumberID = number });
        return number;
    }

    public void Write(NumberingDefinitionsPart part)
    {
        var numbering = new Numbering(
            Definition(Bullets, NumberFormatValues.Bullet, level => Signs[level % Signs.Count]),
            Definition(Numbers, NumberFormatValues.Decimal, level => $"%{level + 1}."));
        numbering.Append(instances);
        part.Numbering = numbering;
    }

    private static AbstractNum Definition(int id, NumberFormatValues format, Func<int, string> text)
    {
        var definition = new AbstractNum(new MultiLevelType { Val = MultiLevelValues.HybridMultilevel }) { AbstractNumberId = id };
        for (var level = 0; level <= Deepest; level++)
            definition.Append(new Level(
                new StartNumberingValue { Val = 1 },
                new NumberingFormat { Val = format },
                new LevelText { Val = text(level) },
                new LevelJustification { Val = LevelJustificationValues.Left },
                new PreviousParagraphProperties(new Indentation { Left = $"{(level + 1) * StepTwips}", Hanging = $"{StepTwips}" })) { LevelIndex = level });
        return definition;
    }
}
