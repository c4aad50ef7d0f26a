using Zhiyan.Server.Export.Archives;
using Zhiyan.Server.Export.Docx;
using Zhiyan.Server.Export.Fonts;
using Zhiyan.Server.Export.Html;
using Zhiyan.Server.Export.Pdf;

namespace Zhiyan.Server.Export;

/// <summary>What takes chats out of the server and back in.</summary>
internal static class ExportSetup
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ArchiveWriter>().AddSingleton<ArchiveImport>();
        services.AddSingleton(_ => new DocumentFonts(Path.Combine(AppContext.BaseDirectory, "web", "fonts")));
        services.AddSingleton<ITranscriptWriter, MarkdownTranscript>().AddSingleton<ITranscriptWriter, HtmlTranscript>();
        services.AddSingleton<ITranscriptWriter, PdfTranscript>().AddSingleton<ITranscriptWriter, DocxTranscript>();
    }

    public static void Map(IEndpointRouteBuilder routes) => ExportEndpoints.Map(routes);
}
