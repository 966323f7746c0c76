using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexa.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class TaxRates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_fiscal_file_kind_sha256",
                table: "fiscal_file");

            migrationBuilder.DropCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file");

            migrationBuilder.AddColumn<string>(
                name: "scope",
                table: "fiscal_row",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "tax",
                table: "fiscal_row",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "law_file_id",
                table: "fiscal_edition",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "rates_file_id",
                table: "fiscal_edition",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_file_kind_sha256",
                table: "fiscal_file",
                columns: new[] { "kind", "sha256" },
                unique: true,
                filter: "kind <> 'rates'");

            migrationBuilder.AddCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file",
                sql: "kind in ('ncm','tipi','tariff','law','rates')");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_law_file_id",
                table: "fiscal_edition",
                column: "law_file_id");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_rates_file_id",
                table: "fiscal_edition",
                column: "rates_file_id");

            migrationBuilder.AddForeignKey(
                name: "fk_fiscal_edition_fiscal_file_law_file_id",
                table: "fiscal_edition",
                column: "law_file_id",
                principalTable: "fiscal_file",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_fiscal_edition_fiscal_file_rates_file_id",
                table: "fiscal_edition",
                column: "rates_file_id",
                principalTable: "fiscal_file",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_fiscal_edition_fiscal_file_law_file_id",
                table: "fiscal_edition");

            migrationBuilder.DropForeignKey(
                name: "fk_fiscal_edition_fiscal_file_rates_file_id",
                table: "fiscal_edition");

            migrationBuilder.DropIndex(
                name: "ix_fiscal_file_kind_sha256",
                table: "fiscal_file");

            migrationBuilder.DropCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file");

            migrationBuilder.DropIndex(
                name: "ix_fiscal_edition_law_file_id",
                table: "fiscal_edition");

            migrationBuilder.DropIndex(
                name: "ix_fiscal_edition_rates_file_id",
                table: "fiscal_edition");

            migrationBuilder.DropColumn(
                name: "scope",
                table: "fiscal_row");

            migrationBuilder.DropColumn(
                name: "tax",
                table: "fiscal_row");

            migrationBuilder.DropColumn(
                name: "law_file_id",
                table: "fiscal_edition");

            migrationBuilder.DropColumn(
                name: "rates_file_id",
                table: "fiscal_edition");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_file_kind_sha256",
                table: "fiscal_file",
                columns: new[] { "kind", "sha256" },
                unique: true);

            migrationBuilder.AddCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file",
                sql: "kind in ('ncm','tipi','tariff')");
        }
    }
}
