using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Nexa.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class FiscalTables : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "fiscal_file",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    origin = table.Column<string>(type: "text", nullable: false),
                    as_of = table.Column<DateOnly>(type: "date", nullable: false),
                    act = table.Column<string>(type: "text", nullable: true),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    diff = table.Column<string>(type: "jsonb", nullable: false),
                    imported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fiscal_file", x => x.id);
                    table.CheckConstraint("fiscal_file_kind", "kind in ('ncm','tipi','tariff')");
                });

            migrationBuilder.CreateTable(
                name: "fiscal_edition",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    ncm_file_id = table.Column<Guid>(type: "uuid", nullable: true),
                    tipi_file_id = table.Column<Guid>(type: "uuid", nullable: true),
                    tariff_file_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fiscal_edition", x => x.id);
                    table.ForeignKey(
                        name: "fk_fiscal_edition_fiscal_file_ncm_file_id",
                        column: x => x.ncm_file_id,
                        principalTable: "fiscal_file",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_fiscal_edition_fiscal_file_tariff_file_id",
                        column: x => x.tariff_file_id,
                        principalTable: "fiscal_file",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_fiscal_edition_fiscal_file_tipi_file_id",
                        column: x => x.tipi_file_id,
                        principalTable: "fiscal_file",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fiscal_row",
                columns: table => new
                {
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    ex = table.Column<string>(type: "text", nullable: true),
                    annex = table.Column<string>(type: "text", nullable: true),
                    quota = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "text", nullable: true),
                    percent = table.Column<decimal>(type: "numeric(9,4)", nullable: true),
                    text = table.Column<string>(type: "text", nullable: true),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: false),
                    act = table.Column<string>(type: "text", nullable: true),
                    end_act = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fiscal_row", x => new { x.file_id, x.ordinal });
                    table.CheckConstraint("fiscal_row_dates", "valid_from <= valid_to");
                    table.CheckConstraint("fiscal_row_state", "state in ('VALUE','NT','UNKNOWN') and (state = 'VALUE') = (percent is not null) or state is null and percent is null");
                    table.ForeignKey(
                        name: "fk_fiscal_row_fiscal_file_file_id",
                        column: x => x.file_id,
                        principalTable: "fiscal_file",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_ncm_file_id",
                table: "fiscal_edition",
                column: "ncm_file_id");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_number",
                table: "fiscal_edition",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_tariff_file_id",
                table: "fiscal_edition",
                column: "tariff_file_id");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_tipi_file_id",
                table: "fiscal_edition",
                column: "tipi_file_id");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_file_kind_sha256",
                table: "fiscal_file",
                columns: new[] { "kind", "sha256" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_row_code_file_id",
                table: "fiscal_row",
                columns: new[] { "code", "file_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "fiscal_edition");

            migrationBuilder.DropTable(
                name: "fiscal_row");

            migrationBuilder.DropTable(
                name: "fiscal_file");
        }
    }
}
