using Microsoft.EntityFrameworkCore.Migrations;

namespace Nexa.Tests.Deploy;

/// <summary>Replicas of the last release work on while those of a new one are started: what breaks them waits for a later release.</summary>
public sealed class SchemaUpgradeTests
{
    public static TheoryData<Action<MigrationBuilder>, string> Breaking => new()
    {
        { up => up.DropTable("webhook"), "drops table webhook" },
        { up => up.RenameTable("webhook", newName: "hook"), "renames table webhook" },
        { up => up.DropColumn("payload", "job"), "drops job.payload" },
        { up => up.RenameColumn("payload", "job", "body"), "renames job.payload" },
        { up => up.AddColumn<string>("reason", "job", nullable: false), "adds job.reason, not null and without a default" },
        {
            up => up.AlterColumn<string>("last_error", "job", type: "text", nullable: false, oldClrType: typeof(string), oldType: "text",
                oldNullable: true),
            "makes job.last_error not null"
        },
        {
            up => up.AlterColumn<int>("attempt", "job", type: "bigint", nullable: false, oldClrType: typeof(int), oldType: "integer"),
            "changes the type of job.attempt"
        },
        { up => up.CreateIndex("one_name", "webhook", "url", unique: true), "makes webhook (url) unique" },
        { up => up.AddForeignKey("to_user", "job", "task_id", "task"), "adds a foreign key to job" },
        { up => up.AddCheckConstraint("short", "webhook", "length(url) < 10"), "adds a check to webhook" },
        { up => up.DropIndex("job_dedupe", "job"), "drops index job_dedupe, which a statement may conflict on" },
        { up => up.Sql("alter table job drop column payload"), "runs by hand: drop column" },
        { up => up.Sql("alter table job alter column last_error SET  NOT NULL"), "runs by hand: SET  NOT NULL" },
    };

    public static TheoryData<Action<MigrationBuilder>> Bearable => new((Action<MigrationBuilder>[])
    [
        up => up.AddColumn<string>("reason", "job", nullable: true),
        up => up.AddColumn<int>("weight", "job", nullable: false, defaultValue: 0),
        up =>
        {
            up.AddColumn<int>("weight", "job", nullable: false, defaultValue: 0);
            up.AddCheckConstraint("positive", "job", "weight >= 0");
            up.CreateIndex("by_weight", "job", "weight", unique: true);
        },
        up => up.CreateTable("gadget", table => new { id = table.Column<Guid>(nullable: false) }),
        up => up.DropColumn("colour", "gadget"), // of a table that the last release does not know
        up => up.CreateIndex("by_kind", "job", "kind"),
        up => up.Sql("drop policy if exists own on job; create policy own on job using (true)"),
    ]);

    [Fact]
    public void Replicas_of_the_last_release_survive_every_new_migration()
    {
        Assert.NotEmpty(SchemaUpgrade.ListNew());
        Assert.Empty(SchemaUpgrade.FindRefused(SchemaUpgrade.ListNew()));
    }

    [Theory]
    [MemberData(nameof(Breaking), DisableDiscoveryEnumeration = true)]
    public void A_migration_that_breaks_them_is_refused(Action<MigrationBuilder> up, string sentence) =>
        Assert.Equal([sentence], SchemaUpgrade.FindRefused([new MadeUp(up)]));

    [Theory]
    [MemberData(nameof(Bearable), DisableDiscoveryEnumeration = true)]
    public void A_migration_that_only_adds_is_not(Action<MigrationBuilder> up) => Assert.Empty(SchemaUpgrade.FindRefused([new MadeUp(up)]));

    private sealed class MadeUp : Migration
    {
        private readonly Action<MigrationBuilder> up;

        public MadeUp(Action<MigrationBuilder> up)
        {
            this.up = up;
            ActiveProvider = "Npgsql.EntityFrameworkCore.PostgreSQL";
        }

        protected override void Up(MigrationBuilder migrationBuilder) => up(migrationBuilder);
    }
}
