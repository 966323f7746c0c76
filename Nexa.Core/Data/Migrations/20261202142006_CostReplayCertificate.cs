using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexa.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class CostReplayCertificate : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file");

            migrationBuilder.AddColumn<decimal>(
                name: "amount",
                table: "fiscal_row",
                type: "numeric(18,8)",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "follows_id",
                table: "fiscal_file",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "exchange_file_id",
                table: "fiscal_edition",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "edition_id",
                table: "classification",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "position",
                table: "app_user",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "registration",
                table: "app_user",
                type: "character varying(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "issued_certificate",
                columns: table => new
                {
                    sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issued_certificate", x => x.sha256);
                    table.ForeignKey(
                        name: "fk_issued_certificate_organisation_organisation_id",
                        column: x => x.organisation_id,
                        principalTable: "organisation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_file_follows_id",
                table: "fiscal_file",
                column: "follows_id");

            migrationBuilder.AddCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file",
                sql: "kind in ('ncm','tipi','tariff','law','rates','exchange')");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_exchange_file_id",
                table: "fiscal_edition",
                column: "exchange_file_id");

            migrationBuilder.CreateIndex(
                name: "ix_issued_certificate_organisation_id",
                table: "issued_certificate",
                column: "organisation_id");

            migrationBuilder.AddForeignKey(
                name: "fk_fiscal_edition_fiscal_file_exchange_file_id",
                table: "fiscal_edition",
                column: "exchange_file_id",
                principalTable: "fiscal_file",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_fiscal_file_fiscal_file_follows_id",
                table: "fiscal_file",
                column: "follows_id",
                principalTable: "fiscal_file",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            foreach (var statement in CertificateSql.Statements)
            {
                migrationBuilder.Sql(statement);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_fiscal_edition_fiscal_file_exchange_file_id",
                table: "fiscal_edition");

            migrationBuilder.DropForeignKey(
                name: "fk_fiscal_file_fiscal_file_follows_id",
                table: "fiscal_file");

            migrationBuilder.DropTable(
                name: "issued_certificate");

            migrationBuilder.DropIndex(
                name: "ix_fiscal_file_follows_id",
                table: "fiscal_file");

            migrationBuilder.DropCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file");

            migrationBuilder.DropIndex(
                name: "ix_fiscal_edition_exchange_file_id",
                table: "fiscal_edition");

            migrationBuilder.DropColumn(
                name: "amount",
                table: "fiscal_row");

            migrationBuilder.DropColumn(
                name: "follows_id",
                table: "fiscal_file");

            migrationBuilder.DropColumn(
                name: "exchange_file_id",
                table: "fiscal_edition");

            migrationBuilder.DropColumn(
                name: "edition_id",
                table: "classification");

            migrationBuilder.DropColumn(
                name: "position",
                table: "app_user");

            migrationBuilder.DropColumn(
                name: "registration",
                table: "app_user");

            migrationBuilder.AddCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file",
                sql: "kind in ('ncm','tipi','tariff','law','rates')");
        }
    }
}
