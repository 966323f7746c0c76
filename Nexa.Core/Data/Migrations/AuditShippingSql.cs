namespace Nexa.Core.Data.Migrations;

/// <summary>
/// Notes each entry of the audit log, whoever writes it and by the same transaction, until it is shipped to the logs. The function runs as
/// its owner: the role that is bound to an organisation neither sees nor removes what is noted. Runs after the table is made; never
/// changed once released.
/// </summary>
internal static class AuditShippingSql
{
    public static string[] Statements =>
    [
        """
        create function note_unshipped() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as
        $$ begin insert into unshipped_audit_entry (id) select id from written; return null; end $$;
        create trigger note_unshipped after insert on audit_log referencing new table as written
          for each statement execute function note_unshipped();
        grant select, update, delete on unshipped_audit_entry to nexa_system;
        """,
    ];
}
