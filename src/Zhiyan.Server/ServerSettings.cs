using System.Net;
using Zhiyan.Inference;
using Zhiyan.Inference.Catalog;
using Zhiyan.Server.Security;

namespace Zhiyan.Server;

/// <summary>Where the server listens, what it serves and who may ask.</summary>
public sealed record ServerSettings
{
    /// <summary>The largest body that is read; a larger one is answered with 413.</summary>
    public const int MaxBodyBytes = 16 << 20;

    /// <summary>Connections at once, idle ones included.</summary>
    internal const int MaxConnections = 8_192;

    /// <summary>Connections that may come at once before they are taken up; more of them try again a second later.</summary>
    internal const int Backlog = 2_048;

    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:7860"];

    /// <summary>The models that are installed.</summary>
    public required ModelCatalog Catalog { get; init; }

    /// <summary>The model to load at the start and to use where a request names none: a name, a path, or null for the catalog's default.</summary>
    public string? Model { get; init; }

    /// <summary>How each model's engine works. A waiting stream stays open, and one beyond the queue is answered with 503 and a time to come back.</summary>
    public EngineSettings Engine { get; init; } = new();

    /// <summary>Where people, chats and files are kept; null for a server that keeps nothing after its end.</summary>
    public string? DataFolder { get; init; }

    /// <summary>A PostgreSQL connection string; null for a SQLite file in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>Copy the database before its schema changes; false for whoever keeps copies themselves.</summary>
    public bool TakesSnapshots { get; init; } = true;

    /// <summary>Keys that open the API beside those that people make; see <see cref="Security.ApiKeys.Read"/>. Without any, none is needed while every URL is loopback and no proxy is in front.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>Origins of other sites whose pages may use the API, such as <c>http://localhost:3000</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto count: addresses or networks, besides this machine. Null where there is none. Behind
    /// one, whoever asks comes from anywhere, so people sign in and the API needs keys, whatever the URLs are.
    /// </summary>
    public IReadOnlyList<string>? Proxies { get; init; }

    /// <summary>Bytes that the models in memory may take together, caches included; null for three quarters of what this process may have.</summary>
    public long? MemoryBudget { get; init; }

    /// <summary>A model other than the default one leaves memory after this long without a request.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// OpenTelemetry's standard variables, by their names. Metrics and traces are sent to OTEL_EXPORTER_OTLP_ENDPOINT where it is among them;
    /// without it nothing is sent anywhere.
    /// </summary>
    public IReadOnlyDictionary<string, string> OpenTelemetry { get; init; } = new Dictionary<string, string>();

    /// <summary>Write a line for each request to standard error: method, path, status, time and tokens, never what was said.</summary>
    public bool LogRequests { get; init; }

    /// <summary>Physical memory, or the container's share of it.</summary>
    internal long EffectiveMemoryBudget => MemoryBudget ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    internal bool IsLoopbackOnly => Proxies is null && Urls.All(Loopback.Is);

    /// <summary>Throws an <see cref="ArgumentException"/> whose message is for the user.</summary>
    public void Validate()
    {
        if (Urls.Count == 0) throw new ArgumentException("no URL to listen at was given; give one, for instance --urls http://127.0.0.1:7860.");
        foreach (var url in Urls) Require(Loopback.TryParse(url, out _), $"'{url}' is no URL to listen at; write it like http://127.0.0.1:7860.");
        Require(MemoryBudget is null or > 0, $"the memory budget is {MemoryBudget} bytes; it must be above 0.");
        Require(Engine.Queue >= 1, $"the queue is {Engine.Queue}; it must be 1 or more.");
        Require(IdleTime > TimeSpan.Zero, $"the idle time is {IdleTime}; it must be above 0.");
        foreach (var proxy in Proxies ?? []) Require(TryParseProxy(proxy, out _), $"'{proxy}' is no address of a proxy; write it like 10.0.0.2 or 10.0.0.0/8.");
        foreach (var origin in AllowedOrigins)
            Require(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == origin, $"'{origin}' is no origin; write it like http://localhost:3000.");
    }

    /// <summary>A single address is the smallest network.</summary>
    internal static bool TryParseProxy(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network)) return true;
        if (!IPAddress.TryParse(text, out var address)) return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new ArgumentException(message);
    }
}
