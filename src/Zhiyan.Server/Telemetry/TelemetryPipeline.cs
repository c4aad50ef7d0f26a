using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Zhiyan.Server.Telemetry;

/// <summary>
/// Where numbers and traces go: metrics to GET /metrics, for Prometheus, always; both to an OTLP collector, only where the settings name one in the
/// standard variables. Without that, nothing leaves this machine and no trace is made.
/// </summary>
internal static class TelemetryPipeline
{
    public const string MetricsPath = "/metrics";

    /// <summary>Any of these says where a collector is (OpenTelemetry's specification of the OTLP exporter).</summary>
    private static readonly string[] endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    public static void AddServices(WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.Configuration.AddInMemoryCollection(settings.OpenTelemetry.Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)));
        var exports = endpoints.Any(settings.OpenTelemetry.ContainsKey);
        builder.Services.AddSingleton<GenerationTelemetry>().AddSingleton<EngineInstruments>();

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("zhiyan", serviceVersion: typeof(TelemetryPipeline).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector())
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(GenerationTelemetry.Name, EngineInstruments.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel");
                metrics.AddPrometheusExporter(options => options.ScrapeEndpointPath = MetricsPath);
                if (exports) metrics.AddOtlpExporter();
            });
        if (exports) telemetry.WithTracing(traces => traces.AddSource(GenerationTelemetry.Name).AddAspNetCoreInstrumentation().AddOtlpExporter());
    }

    public static void Map(WebApplication app)
    {
        app.Services.GetRequiredService<EngineInstruments>();     // nobody asks for it, and it observes from here on
        app.MapPrometheusScrapingEndpoint();
    }
}
