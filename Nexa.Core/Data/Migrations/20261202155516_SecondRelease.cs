using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Nexa.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class SecondRelease : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "known_signing_key",
                table: "signing_key");

            migrationBuilder.DropCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "enabled_at",
                table: "webhook",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "sealed_secret",
                table: "webhook",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "amr",
                table: "user_session",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{pwd}'");

            migrationBuilder.AddColumn<Guid>(
                name: "owner_id",
                table: "job",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

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
                name: "attributes_file_id",
                table: "fiscal_edition",
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
                name: "external_login",
                columns: table => new
                {
                    issuer = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    subject = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    linked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    withdrawn_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_external_login", x => new { x.issuer, x.subject });
                    table.ForeignKey(
                        name: "fk_external_login_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

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
                name: "passkey",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    credential_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    public_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    sign_count = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_passkey", x => x.id);
                    table.ForeignKey(
                        name: "fk_passkey_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "passkey_challenge",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    options = table.Column<string>(type: "jsonb", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_passkey_challenge", x => x.id);
                    table.ForeignKey(
                        name: "fk_passkey_challenge_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
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

            migrationBuilder.CreateTable(
                name: "recovery_code",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recovery_code", x => new { x.user_id, x.hash });
                    table.ForeignKey(
                        name: "fk_recovery_code_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "second_factor",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    secret = table.Column<byte[]>(type: "bytea", nullable: true),
                    enrolled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_step = table.Column<long>(type: "bigint", nullable: false),
                    pending = table.Column<byte[]>(type: "bytea", nullable: true),
                    pending_session = table.Column<Guid>(type: "uuid", nullable: true),
                    pending_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_second_factor", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_second_factor_app_user_user_id",
                        column: x => x.user_id,
                        principalTable: "app_user",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "shown_token",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shown_token", x => x.hash);
                });

            migrationBuilder.AddCheckConstraint(
                name: "known_signing_key",
                table: "signing_key",
                sql: "id in (1, 2, 3)");

            migrationBuilder.CreateTable(
                name: "unshipped_audit_entry",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unshipped_audit_entry", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "approved_classification",
                table: "classification",
                column: "organisation_id",
                filter: "status = 'ACTIVE' and approved_at is not null");

            migrationBuilder.CreateIndex(
                name: "job_turn",
                table: "job",
                columns: new[] { "kind", "priority", "owner_id", "run_at", "id" },
                filter: "state = 'queued'");

            migrationBuilder.CreateIndex(
                name: "ix_external_login_user_id",
                table: "external_login",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_shown_token_expires_at",
                table: "shown_token",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_file_follows_id",
                table: "fiscal_file",
                column: "follows_id");

            migrationBuilder.AddCheckConstraint(
                name: "fiscal_file_kind",
                table: "fiscal_file",
                sql: "kind in ('ncm','tipi','tariff','law','rates','attributes','exchange')");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_attributes_file_id",
                table: "fiscal_edition",
                column: "attributes_file_id");

            migrationBuilder.CreateIndex(
                name: "ix_fiscal_edition_exchange_file_id",
                table: "fiscal_edition",
                column: "exchange_file_id");

            migrationBuilder.CreateIndex(
                name: "ix_issued_certificate_organisation_id",
                table: "issued_certificate",
                column: "organisation_id");

            migrationBuilder.CreateIndex(
                name: "ix_part_attribute_part_number_id",
                table: "part_attribute",
                column: "part_number_id");

            migrationBuilder.CreateIndex(
                name: "ix_passkey_credential_id",
                table: "passkey",
                column: "credential_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_passkey_user_id",
                table: "passkey",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_passkey_challenge_expires_at",
                table: "passkey_challenge",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_passkey_challenge_user_id",
                table: "passkey_challenge",
                column: "user_id");

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

            foreach (var statement in (string[])
                [.. SecondFactorSql.Statements, .. CertificateSql.Statements, .. AttributesSql.Statements, JobSql.GrantOwner,
                    .. AuditShippingSql.Statements])
            {
                migrationBuilder.Sql(statement);
            }
        }
    }
}
