using System.CommandLine;
using Zhiyan.Bench.Verbs;

var root = new RootCommand("What Zhiyan is measured with, and is no part of it.") { WriteModelVerb.Create(), KillServerVerb.Create(), IdleStreamsVerb.Create(), PageVerb.Create(), PacedServerVerb.Create(), FitClaimsVerb.Create(), FitEvidenceVerb.Create(), LibraryVerb.Create(), IngestVerb.Create() };
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is ArgumentException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"bench: {error.Message}");
    return 1;
}
