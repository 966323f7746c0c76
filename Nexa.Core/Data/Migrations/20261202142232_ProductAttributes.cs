using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexa.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class ProductAttributes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file");

            migrationBuilder.AddColumn<Guid>(
                name: "attributes_file_id",
                table: "fiscal_edition",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "fiscal_attribute",
                columns: table => new
                {
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fiscal_attribute", x => new { x.file_id, x.code });
                    table.ForeignKey(
                        name: "fk_fiscal_attribute_fiscal_file_file_id",
                        column: x => x.file_id,
                        principalTable: "fiscal_file",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "fiscal_attribute_link",
                columns: table => new
                {
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    ncm = table.Column<string>(type: "text", nullable: false),
                    attribute = table.Column<string>(type: "text", nullable: false),
                    direction = table.Column<string>(type: "text", nullable: false),
                    obligatory = table.Column<bool>(type: "boolean", nullable: false),
                    multivalued = table.Column<bool>(type: "boolean", nullable: false),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: false),
                    valid_to = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_fiscal_attribute_link", x => new { x.file_id, x.ordinal });
                    table.CheckConstraint("fiscal_attribute_link_dates", "valid_from <= valid_to");
                    table.ForeignKey(
                        name: "fk_fiscal_attribute_link_fiscal_file_file_id",
                        column: x => x.file_id,
                        principalTable: "fiscal_file",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "part_attribute",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    part_number_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attribute = table.Column<string>(type: "character varying(25)", maxLength: 25, nullable: false),
                    value = table.Column<string>(type: "jsonb", nullable: false),
                    basis = table.Column<string>(type: "text", nullable: true),
                    set_by = table.Column<Guid>(type: "uuid", nullable: false),
                    set_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_part_attribute", x => new { x.organisation_id, x.part_number_id, x.attribute });
                    table.ForeignKey(
                        name: "fk_part_attribute_organisation_organisation_id",
                        column: x => x.organisation_id,
                        principalTable: "organisation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_part_attribute_part_number_part_number_id",
                        column: x => x.part_number_id,
                        principalTable: "part_number",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "portal_operator",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cnpj_root = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    manufacturer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_portal_operator", x => new { x.organisation_id, x.cnpj_root, x.manufacturer_id });
                    table.ForeignKey(
                        name: "fk_portal_operator_manufacturer_manufacturer_id",
                        column: x => x.manufacturer_id,
                        principalTable: "manufacturer",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_portal_operator_organisation_organisation_id",
                        column: x => x.organisation_id,
                        principalTable: "organisation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "portal_product",
                columns: table => new
                {
                    organisation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cnpj_root = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    part_number_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_portal_product", x => new { x.organisation_id, x.cnpj_root, x.part_number_id });
                    table.ForeignKey(
                        name: "fk_portal_product_organisation_organisation_id",
                        column: x => x.organisation_id,
                        principalTable: "organisation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_portal_product_part_number_part_number_id",
                        column: x => x.part_number_id,
                        principalTable: "part_number",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.AddCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file",
                sql: "kind in ('ncm','tipi','tariff','law','rates','attributes')");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_attributes_file_id",
                table: "fiscal_edition",
                column: "attributes_file_id");

            migrationBuilder.CreateIndex(
                name: "ix_part_attribute_part_number_id",
                table: "part_attribute",
                column: "part_number_id");

            migrationBuilder.CreateIndex(
                name: "ix_portal_operator_manufacturer_id",
                table: "portal_operator",
                column: "manufacturer_id");

            migrationBuilder.CreateIndex(
                name: "ix_portal_product_part_number_id",
                table: "portal_product",
                column: "part_number_id");

            migrationBuilder.AddForeignKey(
                name: "fk_fiscal_edition_fiscal_file_attributes_file_id",
                table: "fiscal_edition",
                column: "attributes_file_id",
                principalTable: "fiscal_file",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            foreach (var statement in AttributesSql.Statements)
            {
                migrationBuilder.Sql(statement);
            }
        }
    }
}
