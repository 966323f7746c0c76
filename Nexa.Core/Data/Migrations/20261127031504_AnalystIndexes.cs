using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexa.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class AnalystIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhook_delivery_webhook_id_id",
                table: "webhook_delivery");

            migrationBuilder.DropIndex(
                name: "classification_by_date",
                table: "classification");

            migrationBuilder.DropIndex(
                name: "ix_classification_replaces_id",
                table: "classification");

            migrationBuilder.AddColumn<Guid>(
                name: "api_key_id",
                table: "webhook",
                type: "uuid",
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "number_key",
                table: "classification",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldDefaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "manufacturer_id",
                table: "classification",
                type: "uuid",
                nullable: true);

            // Who writes a classification names its number and manufacturer: no trigger a row. Texts of numbers are indexed once
            // a part number and not once a version; manufacturers are found in their own small table. The versions of a part number carry
            // their date: a page by number is read from indexes alone.
            migrationBuilder.Sql(
                """
                drop trigger classification_number_key on classification;
                drop function classification_number_key();
                update classification c set manufacturer_id = p.manufacturer_id from part_number p where p.id = c.part_number_id;
                drop index classification_by_text;
                create index classification_by_text on classification using gin (search);
                create index part_number_by_text on part_number using gin (normalized gin_trgm_ops);
                drop index ix_classification_part_number_id_owner_id_version;
                create unique index ix_classification_part_number_id_owner_id_version on classification (part_number_id, owner_id, version) include (created_at, id);
                """);

            migrationBuilder.CreateTable(
                name: "manufacturer_alias",
                columns: table => new
                {
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name_key = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    manufacturer_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_manufacturer_alias", x => new { x.owner_id, x.name_key });
                    table.ForeignKey(
                        name: "fk_manufacturer_alias_manufacturers_manufacturer_id",
                        column: x => x.manufacturer_id,
                        principalTable: "manufacturer",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_manufacturer_alias_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_delivery_webhook_id_created_at_id",
                table: "webhook_delivery",
                columns: new[] { "webhook_id", "created_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_api_key_id",
                table: "webhook",
                column: "api_key_id");

            migrationBuilder.CreateIndex(
                name: "ix_task_document_id",
                table: "task",
                column: "document_id",
                filter: "document_id is not null");

            migrationBuilder.CreateIndex(
                name: "review_answered_by_task",
                table: "review_item",
                column: "answer_task_id",
                filter: "state = 'ANSWERED'");

            migrationBuilder.CreateIndex(
                name: "classification_by_date",
                table: "classification",
                columns: new[] { "owner_id", "created_at", "id" },
                descending: new[] { false, true, true })
                .Annotation("Npgsql:IndexInclude", new[] { "status", "ncm", "exception", "confidence", "needs_review", "manufacturer_id" });

            migrationBuilder.CreateIndex(
                name: "classification_by_manufacturer",
                table: "classification",
                columns: new[] { "owner_id", "manufacturer_id", "created_at", "id" },
                descending: new[] { false, false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_manufacturer_alias_manufacturer_id",
                table: "manufacturer_alias",
                column: "manufacturer_id");

            migrationBuilder.AddForeignKey(
                name: "fk_webhook_api_key_api_key_id",
                table: "webhook",
                column: "api_key_id",
                principalTable: "api_key",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop index ix_classification_part_number_id_owner_id_version;
                create unique index ix_classification_part_number_id_owner_id_version on classification (part_number_id, owner_id, version);
                drop index part_number_by_text;
                drop index classification_by_text;
                create index classification_by_text on classification using gin (number_key gin_trgm_ops, (upper(fabricante)) gin_trgm_ops, search);
                create function classification_number_key() returns trigger language plpgsql as $$
                begin
                  select normalized into strict new.number_key from part_number where id = new.part_number_id;
                  return new;
                end $$;
                create trigger classification_number_key before insert or update of part_number_id on classification
                  for each row execute function classification_number_key();
                """);

            migrationBuilder.DropForeignKey(
                name: "fk_webhook_api_key_api_key_id",
                table: "webhook");

            migrationBuilder.DropTable(
                name: "manufacturer_alias");

            migrationBuilder.DropIndex(
                name: "ix_webhook_delivery_webhook_id_created_at_id",
                table: "webhook_delivery");

            migrationBuilder.DropIndex(
                name: "ix_webhook_api_key_id",
                table: "webhook");

            migrationBuilder.DropIndex(
                name: "ix_task_document_id",
                table: "task");

            migrationBuilder.DropIndex(
                name: "review_answered_by_task",
                table: "review_item");

            migrationBuilder.DropIndex(
                name: "classification_by_date",
                table: "classification");

            migrationBuilder.DropIndex(
                name: "classification_by_manufacturer",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "api_key_id",
                table: "webhook");

            migrationBuilder.DropColumn(
                name: "manufacturer_id",
                table: "classification");

            migrationBuilder.AlterColumn<string>(
                name: "number_key",
                table: "classification",
                type: "text",
                nullable: false,
                defaultValue: "",
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_delivery_webhook_id_id",
                table: "webhook_delivery",
                columns: new[] { "webhook_id", "id" },
                descending: new[] { false, true });

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
        }
    }
}
