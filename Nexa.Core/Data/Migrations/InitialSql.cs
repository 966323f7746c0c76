using Nexa.Core.Classifications;
using Nexa.Core.Documents;

namespace Nexa.Core.Data.Migrations;

/// <summary>The part of the first schema that the EF model cannot say. Runs after the tables are made; never changed once released.</summary>
internal static class InitialSql
{
    /// <summary>Refuses to change or delete what the audit trail says.</summary>
    private const string AppendOnlyAudit =
        """
        create function refuse_change() returns trigger language plpgsql as
        $$ begin raise exception 'audit_log is append-only' using errcode = 'insufficient_privilege'; end $$;
        create trigger append_only before update or delete on audit_log for each row execute function refuse_change();
        create trigger never_emptied before truncate on audit_log for each statement execute function refuse_change();
        """;

    /// <summary>
    /// The indexes of history and its filters, by words, parts of a number, code, confidence and tax at stake. The index by number comes
    /// last: of indexes that cost the same, as all do while the table is young, PostgreSQL takes the last one, and the conflicts of a new
    /// classification are found by its number.
    /// </summary>
    private static readonly string Search =
        $"""
        create extension if not exists pg_trgm;

        alter table classification add column search tsvector generated always as
          (to_tsvector('portuguese', {ClassificationSearch.Fold("coalesce(description, '') || ' ' || coalesce(result ->> 'short_description', '')")})) stored;

        create index classification_by_text on classification using gin (search);
        create index classification_by_confidence on classification (organisation_id, (coalesce(confidence, -1)), id);
        create index classification_by_stake on classification (organisation_id, tax_at_stake, id);
        create index classification_by_ncm on classification (organisation_id, ncm text_pattern_ops, created_at) include (id);
        create index classification_by_number on classification (organisation_id, number_key text_pattern_ops, created_at) include (id);
        create index part_number_by_text on part_number using gin (normalized gin_trgm_ops);
        create index task_item_by_text on task_item using gin (upper(part_number) gin_trgm_ops);
        create index document_by_name on document using gin (({DocumentRows.FoldName("file_name")}) gin_trgm_ops);
        """;

    /// <summary>No query searches by the values of these columns; sorting them was most of the cost of an ANALYZE.</summary>
    private const string NoStatisticsOfJson =
        """
        alter table classification alter column result set statistics 0;
        alter table job alter column payload set statistics 0;
        alter table task_event alter column payload set statistics 0;
        """;

    public static string[] Statements => [AppendOnlyAudit, Search, NoStatisticsOfJson, .. RowSecurity.Statements];
}
