using Zhiyan.Server.Engines;

namespace Zhiyan.Server.Tests.Organise;

/// <summary>Tests with several people on a server, which are held on each store.</summary>
public abstract class PeopleTests : IAsyncLifetime
{
    private protected PeopleServer Server { get; private set; } = null!;

    private protected Visit Ann { get; private set; } = null!;

    private protected Visit Bob { get; private set; } = null!;

    /// <summary>A connection string of PostgreSQL; null for SQLite.</summary>
    protected virtual Task<string?> Database() => Task.FromResult<string?>(null);

    /// <summary>What speaks; null for one that says hello.</summary>
    private protected virtual IReplyEngine? Engine => null;

    public async ValueTask InitializeAsync()
    {
        Server = await PeopleServer.Start(await Database(), Engine);
        Ann = await Server.Person("ann");
        Bob = await Server.Person("bob");
    }

    public async ValueTask DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
