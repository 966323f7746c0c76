using EFCore.NamingConventions.Internal;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Documents;
using Nexa.Core.Exports;
using Nexa.Core.FiscalStore;
using Nexa.Core.Idempotency;
using Nexa.Core.Identity;
using Nexa.Core.Importers;
using Nexa.Core.Jobs;
using Nexa.Core.Measurements;
using Nexa.Core.Review;
using Nexa.Core.Tasks;
using Nexa.Core.Webhooks;

namespace Nexa.Core.Data;

/// <summary>The whole of Nexa's PostgreSQL schema. Each entity's mapping stands beside the entity.</summary>
public sealed class NexaDbContext(DbContextOptions<NexaDbContext> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<Organisation> Organisations => Set<Organisation>();
    public DbSet<Membership> Memberships => Set<Membership>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Importer> Importers => Set<Importer>();
    public DbSet<RolePermission> RolePermissions => Set<RolePermission>();
    public DbSet<UserSession> Sessions => Set<UserSession>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<AuditEntry> AuditLog => Set<AuditEntry>();
    public DbSet<ClassificationTask> Tasks => Set<ClassificationTask>();
    public DbSet<TaskItem> TaskItems => Set<TaskItem>();
    public DbSet<TaskEvent> TaskEvents => Set<TaskEvent>();
    public DbSet<Manufacturer> Manufacturers => Set<Manufacturer>();
    public DbSet<PartNumber> PartNumbers => Set<PartNumber>();
    public DbSet<Classification> Classifications => Set<Classification>();
    public DbSet<Document> Documents => Set<Document>();
    public DbSet<Job> Jobs => Set<Job>();
    public DbSet<Measurement> Measurements => Set<Measurement>();
    public DbSet<ReviewItem> ReviewItems => Set<ReviewItem>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<PartProfile> PartProfiles => Set<PartProfile>();
    public DbSet<ManufacturerProfile> ManufacturerProfiles => Set<ManufacturerProfile>();
    public DbSet<ManufacturerAlias> ManufacturerAliases => Set<ManufacturerAlias>();
    public DbSet<ExportTemplate> ExportTemplates => Set<ExportTemplate>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();
    public DbSet<FiscalFileEntry> FiscalFiles => Set<FiscalFileEntry>();
    public DbSet<FiscalEdition> FiscalEditions => Set<FiscalEdition>();
    public DbSet<FiscalRow> FiscalRows => Set<FiscalRow>();
    public DbSet<FiscalAttribute> FiscalAttributes => Set<FiscalAttribute>();
    public DbSet<FiscalAttributeLink> FiscalAttributeLinks => Set<FiscalAttributeLink>();
    public DbSet<PartAttribute> PartAttributes => Set<PartAttribute>();
    public DbSet<PortalProduct> PortalProducts => Set<PortalProduct>();
    public DbSet<PortalOperator> PortalOperators => Set<PortalOperator>();
    public DbSet<OwnRates> OwnRates => Set<OwnRates>();
    public DbSet<FiscalFetch> FiscalFetches => Set<FiscalFetch>();

    /// <summary>
    /// What every use of the schema needs. A pooled context must have it beforehand: EF lets it change no options of its own.
    /// </summary>
    public static void Configure(DbContextOptionsBuilder options) => options.UseSnakeCaseNamingConvention()
        // Its catcher logs the exception.
        .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.SaveChangesFailed, CoreEventId.QueryIterationFailed));

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        if (optionsBuilder.Options.FindExtension<NamingConventionsOptionsExtension>() is null)
        {
            Configure(optionsBuilder);
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(NexaDbContext).Assembly);

        // The naming convention names a key after whichever name its tables have when it sees them, which depends on the order of the
        // types.
        foreach (var key in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetForeignKeys()))
        {
            var columns = string.Join('_', key.Properties.Select(property => property.GetColumnName()));
            key.SetConstraintName($"fk_{key.DeclaringEntityType.GetTableName()}_{key.PrincipalEntityType.GetTableName()}_{columns}");
        }
    }
}
