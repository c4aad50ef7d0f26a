using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Zhiyan.Server.Store;

namespace Zhiyan.Server.Tests.Upkeep;

/// <summary>The migrations of the program and more that a test adds: a program of later days.</summary>
internal abstract class MoreMigrations(ICurrentDbContext current, params Type[] more) : IMigrationsAssembly
{
    private readonly Type context = current.Context.GetType();

    public Assembly Assembly => typeof(StoreContext).Assembly;

    public IReadOnlyDictionary<string, TypeInfo> Migrations => Assembly.DefinedTypes
        .Where(type => type.IsSubclassOf(typeof(Migration)) && IsOfContext(type)).Concat(more.Select(type => type.GetTypeInfo()))
        .ToSortedDictionary(type => type.GetCustomAttribute<MigrationAttribute>()!.Id);

    public ModelSnapshot? ModelSnapshot =>
        (ModelSnapshot?)Activator.CreateInstance(Assembly.DefinedTypes.Single(type => type.IsSubclassOf(typeof(ModelSnapshot)) && IsOfContext(type)).AsType(), nonPublic: true);

    public string? FindMigrationId(string nameOrId) => Migrations.Keys.FirstOrDefault(id => id == nameOrId || id.EndsWith($"_{nameOrId}", StringComparison.Ordinal));

    public Migration CreateMigration(TypeInfo migrationClass, string activeProvider)
    {
        var migration = (Migration)Activator.CreateInstance(migrationClass.AsType(), nonPublic: true)!;
        migration.ActiveProvider = activeProvider;
        return migration;
    }

    private bool IsOfContext(TypeInfo type) => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context;
}

/// <summary>One schema later: a column and a table more, and a row changed.</summary>
internal sealed class LaterSchema(ICurrentDbContext current) : MoreMigrations(current, typeof(ColoursOfFolders))
{
    public static void Use(DbContextOptionsBuilder options) => options.ReplaceService<IMigrationsAssembly, LaterSchema>();
}

/// <summary>A schema later still, which cannot be reached.</summary>
internal sealed class BrokenSchema(ICurrentDbContext current) : MoreMigrations(current, typeof(ColoursOfFolders), typeof(Broken))
{
    public static void Use(DbContextOptionsBuilder options) => options.ReplaceService<IMigrationsAssembly, BrokenSchema>();
}

[Migration("29990101000000_ColoursOfFolders")]
internal sealed class ColoursOfFolders : Migration
{
    protected override void Up(MigrationBuilder migration)
    {
        migration.AddColumn<string>("Colour", "Folders", maxLength: 20, nullable: true);
        migration.CreateTable("Colours", table => new { Name = table.Column<string>(maxLength: 20) }, constraints: table => table.PrimaryKey("PK_Colours", row => row.Name));
        migration.Sql("INSERT INTO \"Colours\" (\"Name\") VALUES ('朱红')");
        migration.Sql("UPDATE \"Folders\" SET \"Colour\" = '朱红'");
    }
}

[Migration("29990102000000_Broken")]
internal sealed class Broken : Migration
{
    protected override void Up(MigrationBuilder migration)
    {
        migration.Sql("DELETE FROM \"Messages\"");
        migration.Sql("UPDATE \"NoSuchTable\" SET \"Nothing\" = 1");
    }
}

file static class Sorting
{
    public static SortedDictionary<string, T> ToSortedDictionary<T>(this IEnumerable<T> values, Func<T, string> key)
    {
        var sorted = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var value in values) sorted.Add(key(value), value);
        return sorted;
    }
}
