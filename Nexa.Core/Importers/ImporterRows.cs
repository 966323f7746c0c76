namespace Nexa.Core.Importers;

/// <summary>Pieces of SQL on the table <c>importer</c> that other homes put into their statements.</summary>
internal static class ImporterRows
{
    /// <summary>The id once more; null for an importer that was deleted meanwhile, or is not the organisation's.</summary>
    public static string SelectExisting(string id, string organisation) =>
        $"(select i.id from importer i where i.id = {id} and i.organisation_id = {organisation})";

    /// <summary>Joins the importer <c>p</c> of a <c>classification c</c>'s organisation.</summary>
    public static string JoinImporter(string id) => $"left join importer p on p.organisation_id = c.organisation_id and p.id = {id}";
}
