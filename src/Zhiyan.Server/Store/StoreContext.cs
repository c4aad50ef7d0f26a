using System.Text.Json;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Zhiyan.Server.Store;

/// <summary>The tables of people and chats, the same on SQLite and PostgreSQL.</summary>
internal abstract class StoreContext(DbContextOptions options) : IdentityUserContext<Person, Guid>(options)
{
    public DbSet<Chat> Chats => Set<Chat>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<MessageFile> MessageFiles => Set<MessageFile>();

    public DbSet<StoredFile> Files => Set<StoredFile>();

    public DbSet<LogEntry> Log => Set<LogEntry>();

    public DbSet<QueuedMessage> Queue => Set<QueuedMessage>();

    public DbSet<Folder> Folders => Set<Folder>();

    public DbSet<Tag> Tags => Set<Tag>();

    public DbSet<ChatTag> ChatTags => Set<ChatTag>();

    public DbSet<SavedPrompt> Prompts => Set<SavedPrompt>();

    public DbSet<ProviderAccount> Providers => Set<ProviderAccount>();

    public DbSet<Share> Shares => Set<Share>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<Invite> Invites => Set<Invite>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    public DbSet<UsageEntry> Usage => Set<UsageEntry>();

    public DbSet<Setting> Settings => Set<Setting>();

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        base.ConfigureConventions(conventions);
        conventions.Properties<DateTime>().HaveConversion<Utc>();
        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);
        model.Entity<Person>(person =>
        {
            person.ToTable("People");
            AsJson(person.Property(one => one.Preferences));
        });
        model.Entity<Microsoft.AspNetCore.Identity.IdentityUserClaim<Guid>>().ToTable("PersonClaims");
        model.Entity<Microsoft.AspNetCore.Identity.IdentityUserLogin<Guid>>().ToTable("PersonLogins");
        model.Entity<Microsoft.AspNetCore.Identity.IdentityUserToken<Guid>>().ToTable("PersonTokens");
        model.Entity<Chat>(chat =>
        {
            AsJson(chat.Property(one => one.Settings));
            chat.HasIndex(one => new { one.OwnerId, one.UpdatedAt });
            chat.HasMany(one => one.Tags).WithOne().HasForeignKey(tag => tag.ChatId);
        });
        model.Entity<Message>(message =>
        {
            AsJson(message.Property(one => one.Facts));
            message.HasOne<Chat>().WithMany().HasForeignKey(one => one.ChatId);
            message.HasIndex(one => new { one.ChatId, one.CreatedAt });
            message.HasIndex(one => one.State).HasFilter("\"State\" = 'Streaming'");
            message.HasMany(one => one.Files).WithOne().HasForeignKey(file => file.MessageId);
        });
        model.Entity<MessageFile>(file =>
        {
            file.HasKey(one => new { one.MessageId, one.FileId });
            file.HasOne(one => one.File).WithMany().HasForeignKey(one => one.FileId).OnDelete(DeleteBehavior.Restrict);
        });
        model.Entity<StoredFile>().HasIndex(file => new { file.OwnerId, file.Hash });
        model.Entity<LogEntry>(entry =>
        {
            entry.HasKey(one => new { one.ChatId, one.Sequence });
            entry.HasOne<Chat>().WithMany().HasForeignKey(one => one.ChatId);
        });
        model.Entity<QueuedMessage>(queued =>
        {
            queued.HasOne<Chat>().WithMany().HasForeignKey(one => one.ChatId);
            AsJson(queued.Property(one => one.Files));
        });
        model.Entity<Folder>().HasIndex(folder => folder.OwnerId);
        model.Entity<Tag>().HasIndex(tag => new { tag.OwnerId, tag.Name }).IsUnique();
        model.Entity<ChatTag>(tag =>
        {
            tag.HasKey(one => new { one.ChatId, one.TagId });
            tag.HasOne(one => one.Tag).WithMany().HasForeignKey(one => one.TagId);
        });
        model.Entity<ProviderAccount>(provider => AsJson(provider.Property(one => one.Settings)));
        model.Entity<SavedPrompt>().HasIndex(prompt => new { prompt.OwnerId, prompt.Name }).IsUnique();
        model.Entity<Share>(share =>
        {
            share.HasIndex(one => one.Token).IsUnique();
            share.HasOne<Chat>().WithMany().HasForeignKey(one => one.ChatId);
            share.HasMany(one => one.People).WithOne().HasForeignKey(person => person.ShareId);
        });
        model.Entity<SharePerson>().HasKey(person => new { person.ShareId, person.PersonId });
        model.Entity<Session>().HasIndex(session => session.PersonId);
        model.Entity<Invite>().HasIndex(invite => invite.TokenHash).IsUnique();
        model.Entity<ApiKey>().HasIndex(key => key.Hash).IsUnique();
        model.Entity<AuditEntry>().HasIndex(entry => entry.At);
        model.Entity<UsageEntry>().HasIndex(entry => new { entry.PersonId, entry.At });
        model.Entity<Setting>().HasKey(setting => setting.Name);
    }

    /// <summary>A record in a column of its own, as JSON text.</summary>
    private static void AsJson<T>(PropertyBuilder<T> property) => property.HasConversion(
        value => JsonSerializer.Serialize(value, JsonSerializerOptions.Web),
        text => JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web)!,
        new ValueComparer<T>(
            (one, other) => JsonSerializer.Serialize(one, JsonSerializerOptions.Web) == JsonSerializer.Serialize(other, JsonSerializerOptions.Web),
            value => JsonSerializer.Serialize(value, JsonSerializerOptions.Web).GetHashCode(StringComparison.Ordinal)));

    /// <summary>SQLite forgets that a time is UTC.</summary>
    private sealed class Utc() : ValueConverter<DateTime, DateTime>(time => time, time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
}

/// <summary>The store in a SQLite file or, for temporary chats, in memory.</summary>
internal sealed class SqliteContext(DbContextOptions<SqliteContext> options) : StoreContext(options);

/// <summary>The store in a PostgreSQL database.</summary>
internal sealed class PostgresContext(DbContextOptions<PostgresContext> options) : StoreContext(options);
