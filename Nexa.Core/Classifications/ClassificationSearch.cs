namespace Nexa.Core.Classifications;

/// <summary>What the model cannot say of how classifications are found: the text column and the indexes of history and its filters, as first made. Migrations since then change them in place.</summary>
public static class ClassificationSearch
{
    /// <summary>Letters without their accents, as searched: an immutable expression, which the contributed unaccent() is not. In the C locale lower() leaves accented capitals.</summary>
    private const string Folded = "translate(lower({0}), 'áàâãäéèêëíìîïóòôõöúùûüçñÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑ', 'aaaaaeeeeiiiiooooouuuucnaaaaaeeeeiiiiooooouuuucn')";

    public static string Fold(string expression) => Folded.Replace("{0}", expression, StringComparison.Ordinal);

    internal static readonly string Create =
        $"""
        create extension if not exists pg_trgm;

        update classification c set number_key = p.normalized from part_number p where p.id = c.part_number_id;

        create function classification_number_key() returns trigger language plpgsql as $$
        begin
          select normalized into strict new.number_key from part_number where id = new.part_number_id;
          return new;
        end $$;
        create trigger classification_number_key before insert or update of part_number_id on classification
          for each row execute function classification_number_key();

        alter table classification add column search tsvector generated always as
          (to_tsvector('portuguese', {Fold("coalesce(description, '') || ' ' || coalesce(result ->> 'short_description', '')")})) stored;

        create index classification_by_confidence on classification (owner_id, (coalesce(confidence, -1)), id);
        create index classification_by_stake on classification (owner_id, tax_at_stake, id);
        create index classification_by_ncm on classification (owner_id, ncm text_pattern_ops, created_at) include (id);
        create index classification_by_number on classification (owner_id, number_key text_pattern_ops, created_at) include (id);
        create index classification_by_text on classification using gin (number_key gin_trgm_ops, (upper(fabricante)) gin_trgm_ops, search);
        """;

    internal const string Drop =
        """
        drop index classification_by_text, classification_by_number, classification_by_ncm, classification_by_stake, classification_by_confidence;
        alter table classification drop column search;
        drop trigger classification_number_key on classification;
        drop function classification_number_key();
        """;
}
