using Nexa.Core.Documents;

namespace Nexa.Core.Data.Migrations;

/// <summary>
/// The boundary behind the organisation in every query: two roles without login, and policies that compare each row with the organisations
/// of the request (docs/decisions/0009). Part of the first schema; never changed once released.
/// </summary>
internal static class RowSecurity
{
    /// <summary>Tables whose rows name their organisation; null there is no organisation, which is the id of zeros in a scope.</summary>
    private static readonly string[] Owned =
    [
        "api_key", "audit_log", "classification", "decision", "document", "export_template", "idempotency_key", "importer", "invitation",
        "manufacturer_alias", "manufacturer_profile", "membership", "own_rates", "part_profile", "review_item", "task", "webhook",
    ];

    /// <summary>Tables whose rows are seen by who sees the row that they belong to.</summary>
    private static readonly (string Table, string Parent, string Key)[] Parts =
        [("task_item", "task", "task_id"), ("task_event", "task", "task_id"), ("webhook_delivery", "webhook", "webhook_id")];

    /// <summary>Made by the first database of a server, and used by the others; some may migrate at the same time.</summary>
    private const string Roles =
        """
        do $$
        declare
          wanted text;
          may_become text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
        begin
          foreach wanted in array array['nexa_tenant', 'nexa_system'] loop
            begin
              if not exists (select from pg_roles where rolname = wanted) then
                execute format('create role %I nologin', wanted);
              end if;
              if not pg_has_role(session_user, wanted, may_become) then
                execute format('grant %I to %I', wanted, session_user);
              end if;
            exception
              when duplicate_object or unique_violation then null; -- another database's migration was quicker
              when insufficient_privilege then
                raise exception 'The login % may not make the roles of Nexa''s services. Let an administrator of PostgreSQL run '
                  '"create role nexa_tenant nologin; create role nexa_system nologin;" and '
                  '"grant nexa_tenant, nexa_system to %;", then migrate again.', session_user, session_user;
            end;
          end loop;
        end $$;
        """;

    /// <summary>
    /// A function that SQL can inline. <c>find_texts</c> and <c>find_tasks</c> run as their owner, whom no policy binds: the operators of
    /// text search and of patterns may leak what they compare, so that under a policy PostgreSQL would not look texts up in their index. They
    /// are planned for the text at hand, since rare and common ones are found in different ways.
    /// </summary>
    private static readonly string Functions =
        $$"""
        create function nexa_organisations() returns uuid[] language sql stable parallel safe as
        $$ select string_to_array(current_setting('nexa.organisations', true), ',')::uuid[] $$;

        create function find_texts(words tsquery, most int) returns setof uuid language plpgsql stable security definer
          set search_path = pg_catalog, public, pg_temp as
        $$ begin
          return query execute
            'select id from classification where search @@ $1 and organisation_id = any ($2) limit $3'
            using words, nexa_organisations(), most;
        end $$;

        create function find_tasks(pattern text, most int) returns setof uuid language plpgsql stable security definer
          set search_path = pg_catalog, public, pg_temp as
        $$ begin
          return query execute
            '(select t.id from task_item i join task t on t.id = i.task_id
              where upper(i.part_number) like upper($1) and t.organisation_id = any ($2) limit $3)
             union all
             (select t.id from document d join task t on t.document_id = d.id
              where {{DocumentRows.FoldName("d.file_name").Replace("'", "''", StringComparison.Ordinal)}}
                like {{DocumentRows.FoldName("$1").Replace("'", "''", StringComparison.Ordinal)}}
                and d.organisation_id = any ($2) and t.organisation_id = any ($2) limit $3)'
            using pattern, nexa_organisations(), most;
        end $$;
        revoke execute on function find_texts(tsquery, int), find_tasks(text, int) from public;
        grant execute on function find_texts(tsquery, int), find_tasks(text, int) to nexa_tenant, nexa_system;
        """;

    /// <summary>The queue is nobody's: its payloads are for the worker alone, but a task that is cancelled cancels its jobs.</summary>
    private const string Grants =
        """
        grant usage on schema public to nexa_tenant, nexa_system;
        grant select, insert, update, delete on all tables in schema public to nexa_system;
        revoke insert, update, delete on "__EFMigrationsHistory" from nexa_system;
        grant select, insert, update on manufacturer, part_number to nexa_tenant;
        grant select on fiscal_edition, fiscal_fetch, fiscal_file, fiscal_row, role, role_permission to nexa_tenant;
        grant select (id, name, email) on app_user to nexa_tenant;
        grant select, update on organisation to nexa_tenant;
        grant insert, update (state, cancel_requested, finished_at) on job to nexa_tenant;
        grant select (id, kind, priority, state, run_at, attempt, max_attempts, cancel_requested, dedupe_key, task_id, created_at,
          finished_at) on job to nexa_tenant;
        """;

    /// <summary>
    /// A case in place of the plain comparison keeps the policy a filter: as a condition of an index PostgreSQL would count its rows twice,
    /// and take other plans than the query's own condition on the organisation gives.
    /// </summary>
    internal static string Sees(string organisation) =>
        $"case when {organisation} = any ((select nexa_organisations())::uuid[]) then true else false end";

    /// <summary>What was written stays: the audit trail can be read and added to.</summary>
    private const string KeepAudit = "revoke update, delete on audit_log from nexa_tenant, nexa_system;";

    public static IEnumerable<string> Statements =>
    [
        Roles, Functions, Grants,
        .. Owned.Select(table => Protect(table, Sees("coalesce(organisation_id, '00000000-0000-0000-0000-000000000000')"))),
        .. Parts.Select(part =>
            Protect(part.Table, $"(select true from {part.Parent} parent where parent.id = {part.Table}.{part.Key})")),
        Protect("organisation", Sees("id")), "revoke insert, delete on organisation from nexa_tenant;", KeepAudit,
    ];

    internal static string Protect(string table, string sees) =>
        $"""
        grant select, insert, update, delete on {table} to nexa_tenant;
        alter table {table} enable row level security;
        create policy of_the_organisation on {table} to nexa_tenant using ({sees}) with check ({sees});
        create policy of_all on {table} to nexa_system using (true) with check (true);
        """;
}
