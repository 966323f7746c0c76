using Nexa.Core.Classifications;
using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexa.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class HistoryAndReview : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_classification_owner_id",
                table: "classification");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "approved_at",
                table: "classification",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "approved_by",
                table: "classification",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "author_id",
                table: "classification",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "basis",
                table: "classification",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "changes",
                table: "classification",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "number_key",
                table: "classification",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "classification",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "replaces_id",
                table: "classification",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "tax_at_stake",
                table: "classification",
                type: "numeric(18,2)",
                precision: 18,
                scale: 2,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.CreateTable(
                name: "decision",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    classification_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    produced_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    undone_by = table.Column<Guid>(type: "uuid", nullable: true),
                    undone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_decision", x => x.id);
                    table.ForeignKey(
                        name: "fk_decision_app_user_owner_id",
                        column: x => x.owner_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_decision_classification_classification_id",
                        column: x => x.classification_id,
                        principalTable: "classification",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "export_template",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    columns = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_export_template", x => x.id);
                    table.ForeignKey(
                        name: "fk_export_template_app_user_owner_id",
                        column: x => x.owner_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "idempotency_key",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    request_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    status_code = table.Column<short>(type: "smallint", nullable: true),
                    headers = table.Column<string>(type: "jsonb", nullable: true),
                    body = table.Column<byte[]>(type: "bytea", nullable: true),
                    attempt = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    locked_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_key", x => new { x.user_id, x.key });
                    table.ForeignKey(
                        name: "fk_idempotency_key_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "manufacturer_profile",
                columns: table => new
                {
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    manufacturer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    legal_name = table.Column<string>(type: "text", nullable: true),
                    tax_number = table.Column<string>(type: "text", nullable: true),
                    street = table.Column<string>(type: "text", nullable: true),
                    city = table.Column<string>(type: "text", nullable: true),
                    subdivision = table.Column<string>(type: "text", nullable: true),
                    postal_code = table.Column<string>(type: "text", nullable: true),
                    country = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_manufacturer_profile", x => new { x.owner_id, x.manufacturer_id });
                    table.ForeignKey(
                        name: "fk_manufacturer_profile_manufacturers_manufacturer_id",
                        column: x => x.manufacturer_id,
                        principalTable: "manufacturer",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_manufacturer_profile_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "part_profile",
                columns: table => new
                {
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    part_number_id = table.Column<Guid>(type: "uuid", nullable: false),
                    alias_of_id = table.Column<Guid>(type: "uuid", nullable: true),
                    country_of_origin = table.Column<string>(type: "text", nullable: true),
                    country_of_provenance = table.Column<string>(type: "text", nullable: true),
                    country_of_acquisition = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_part_profile", x => new { x.owner_id, x.part_number_id });
                    table.ForeignKey(
                        name: "fk_part_profile_part_numbers_alias_of_id",
                        column: x => x.alias_of_id,
                        principalTable: "part_number",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_part_profile_part_numbers_part_number_id",
                        column: x => x.part_number_id,
                        principalTable: "part_number",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_part_profile_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "review_item",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    classification_id = table.Column<Guid>(type: "uuid", nullable: false),
                    part_number_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reasons = table.Column<string[]>(type: "text[]", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    priority = table.Column<double>(type: "double precision", nullable: false),
                    claimed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    question = table.Column<string>(type: "text", nullable: true),
                    asked_by = table.Column<Guid>(type: "uuid", nullable: true),
                    answer = table.Column<string>(type: "text", nullable: true),
                    answered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    answer_task_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_review_item", x => x.id);
                    table.ForeignKey(
                        name: "fk_review_item_app_user_owner_id",
                        column: x => x.owner_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_review_item_classification_classification_id",
                        column: x => x.classification_id,
                        principalTable: "classification",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    url = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: false),
                    events = table.Column<string[]>(type: "text[]", nullable: false),
                    secret = table.Column<string>(type: "text", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook", x => x.id);
                    table.ForeignKey(
                        name: "fk_webhook_app_user_owner_id",
                        column: x => x.owner_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "webhook_delivery",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    webhook_id = table.Column<Guid>(type: "uuid", nullable: false),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    status_code = table.Column<int>(type: "integer", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_delivery", x => x.id);
                    table.ForeignKey(
                        name: "fk_webhook_delivery_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalTable: "webhook",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "classification_by_date",
                table: "classification",
                columns: new[] { "owner_id", "created_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_classification_replaces_id",
                table: "classification",
                column: "replaces_id",
                filter: "replaces_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_decision_batch_id",
                table: "decision",
                column: "batch_id",
                filter: "batch_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_decision_classification_id",
                table: "decision",
                column: "classification_id");

            migrationBuilder.CreateIndex(
                name: "ix_decision_owner_id",
                table: "decision",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_export_template_owner_id_name",
                table: "export_template",
                columns: new[] { "owner_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_key_created_at",
                table: "idempotency_key",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_manufacturer_profile_manufacturer_id",
                table: "manufacturer_profile",
                column: "manufacturer_id");

            migrationBuilder.CreateIndex(
                name: "ix_part_profile_alias_of_id_owner_id",
                table: "part_profile",
                columns: new[] { "alias_of_id", "owner_id" },
                filter: "alias_of_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_part_profile_part_number_id",
                table: "part_profile",
                column: "part_number_id");

            migrationBuilder.CreateIndex(
                name: "ix_review_item_classification_id",
                table: "review_item",
                column: "classification_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "review_open_of_part",
                table: "review_item",
                columns: new[] { "part_number_id", "owner_id" },
                filter: "state in ('OPEN', 'ANSWERED')");

            migrationBuilder.CreateIndex(
                name: "review_queue",
                table: "review_item",
                columns: new[] { "owner_id", "priority", "id" },
                descending: new[] { false, true, true },
                filter: "state = 'OPEN'");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_owner_id",
                table: "webhook",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_delivery_webhook_id_id",
                table: "webhook_delivery",
                columns: new[] { "webhook_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.Sql(ClassificationSearch.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(ClassificationSearch.Drop);

            migrationBuilder.DropTable(
                name: "decision");

            migrationBuilder.DropTable(
                name: "export_template");

            migrationBuilder.DropTable(
                name: "idempotency_key");

            migrationBuilder.DropTable(
                name: "manufacturer_profile");

            migrationBuilder.DropTable(
                name: "part_profile");

            migrationBuilder.DropTable(
                name: "review_item");

            migrationBuilder.DropTable(
                name: "webhook_delivery");

            migrationBuilder.DropTable(
                name: "webhook");

            migrationBuilder.DropIndex(
                name: "classification_by_date",
                table: "classification");

            migrationBuilder.DropIndex(
                name: "ix_classification_replaces_id",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "approved_at",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "approved_by",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "author_id",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "basis",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "changes",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "number_key",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "replaces_id",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "tax_at_stake",
                table: "classification");

            migrationBuilder.CreateIndex(
                name: "ix_classification_owner_id",
                table: "classification",
                column: "owner_id");
        }
    }
}
