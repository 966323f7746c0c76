namespace Nexa.Core.Data.Migrations;

/// <summary>What the EF model cannot say of the attributes by NCM and the Catálogo de Produtos: who sees what, and the old release.</summary>
internal static class AttributesSql
{
    private static readonly string[] Owned = ["part_attribute", "portal_product", "portal_operator"];

    private const string Grants =
        """
        grant select, insert, update, delete on fiscal_attribute, fiscal_attribute_link, part_attribute, portal_product, portal_operator
          to nexa_system;
        grant select on fiscal_attribute, fiscal_attribute_link to nexa_tenant;
        """;

    /// <summary>An import by release 1.0.0 makes an edition without attributes and PTAX; they stay those of the edition before.</summary>
    private const string KeepLaterFiles =
        """
        create function keep_later_files() returns trigger language plpgsql as
        $$ begin
          new.attributes_file_id := coalesce(new.attributes_file_id,
            (select attributes_file_id from fiscal_edition order by number desc limit 1));
          new.exchange_file_id := coalesce(new.exchange_file_id,
            (select exchange_file_id from fiscal_edition order by number desc limit 1));
          return new;
        end $$;
        create trigger keep_later_files before insert on fiscal_edition for each row execute function keep_later_files();
        """;

    public static IEnumerable<string> Statements =>
        [Grants, KeepLaterFiles, .. Owned.Select(table => RowSecurity.Protect(table, RowSecurity.Sees("organisation_id")))];
}
