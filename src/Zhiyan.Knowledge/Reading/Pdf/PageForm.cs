using UglyToad.PdfPig.AcroForms;
using UglyToad.PdfPig.AcroForms.Fields;

namespace Zhiyan.Knowledge.Reading.Pdf;

/// <summary>What somebody filled into the fields of a form, with the fields' names.</summary>
internal static class PageForm
{
    private const int MostFields = 10_000;

    public static List<string> Of(AcroForm form, int page) =>
        [.. form.GetFieldsForPage(page).SelectMany(Leaves).Select(Filled).OfType<string>().Take(MostFields)];

    private static IEnumerable<AcroFieldBase> Leaves(AcroFieldBase field) => field is AcroNonTerminalField many ? many.Children.SelectMany(Leaves) : [field];

    /// <summary>Null for a field that is empty. The name meant for people goes before that for programs.</summary>
    private static string? Filled(AcroFieldBase field)
    {
        var value = field switch
        {
            AcroTextField text => text.Value,
            AcroComboBoxField choice => string.Join(", ", choice.SelectedOptions),
            AcroListBoxField choice => string.Join(", ", choice.SelectedOptions),
            AcroCheckboxField { IsChecked: true } => "✓",
            AcroRadioButtonField { IsSelected: true } button => button.CurrentValue.Data,
            _ => null,
        };
        if (string.IsNullOrWhiteSpace(value)) return null;
        var name = field.Information.AlternateName is { Length: > 0 } shown ? shown : field.Information.PartialName;
        return string.IsNullOrEmpty(name) ? value : $"{name}: {value}";
    }
}
