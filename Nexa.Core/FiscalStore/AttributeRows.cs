using Nexa.Core.Data;
using Nexa.Fiscal.Attributes;
using Nexa.Fiscal.Import;
using Npgsql;
using NpgsqlTypes;

namespace Nexa.Core.FiscalStore;

/// <summary>Attributes and their links, in and out of PostgreSQL in bulk.</summary>
internal static class AttributeRows
{
    public static async Task CopyAsync(NpgsqlConnection connection, Guid fileId, FiscalFile file, CancellationToken ct)
    {
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy fiscal_attribute (file_id, code, definition) from stdin (format binary)", ct))
        {
            foreach (var attribute in file.Attributes)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(fileId, NpgsqlDbType.Uuid, ct);
                await copy.WriteAsync(attribute.Code, NpgsqlDbType.Text, ct);
                await copy.WriteAsync(attribute.WriteJson(), NpgsqlDbType.Jsonb, ct);
            }

            await copy.CompleteAsync(ct);
        }

        await using var links = await connection.BeginBinaryImportAsync(
            """
            copy fiscal_attribute_link (file_id, ordinal, ncm, attribute, direction, obligatory, multivalued, valid_from, valid_to)
            from stdin (format binary)
            """, ct);
        var ordinal = 0;
        foreach (var link in file.Links)
        {
            await links.StartRowAsync(ct);
            await links.WriteAsync(fileId, NpgsqlDbType.Uuid, ct);
            await links.WriteAsync(ordinal++, NpgsqlDbType.Integer, ct);
            await links.WriteAsync(link.Ncm, NpgsqlDbType.Text, ct);
            await links.WriteAsync(link.Attribute, NpgsqlDbType.Text, ct);
            await links.WriteAsync(link.Direction, NpgsqlDbType.Text, ct);
            await links.WriteAsync(link.Obligatory, NpgsqlDbType.Boolean, ct);
            await links.WriteAsync(link.Multivalued, NpgsqlDbType.Boolean, ct);
            await links.WriteAsync(link.From, NpgsqlDbType.Date, ct);
            await links.WriteAsync(link.To, NpgsqlDbType.Date, ct);
        }

        await links.CompleteAsync(ct);
    }

    public static async Task<FiscalFile> ReadFileAsync(NpgsqlConnection connection, Guid fileId, FiscalFile file, CancellationToken ct)
    {
        var shared = new Dictionary<string, string>(StringComparer.Ordinal); // eighty thousand links name the same few codes
        string Share(string text) => shared.TryGetValue(text, out var same) ? same : shared[text] = text;

        var links = await connection.Statement(
            """
            select ncm, attribute, direction, obligatory, multivalued, valid_from, valid_to from fiscal_attribute_link
            where file_id = $1 order by ordinal
            """,
            fileId).ListAsync(row => new AttributeLink(
                Share(row.Text("ncm")), Share(row.Text("attribute")), Share(row.Text("direction")), row.Flag("obligatory"),
                row.Flag("multivalued"), row.Date("valid_from"), row.Date("valid_to")), ct);
        var attributes = await connection.Statement(
            "select definition::text as definition from fiscal_attribute where file_id = $1 order by code", fileId)
            .ListAsync(row => ProductAttribute.ReadJson(row.Text("definition")), ct);
        return file with { Links = links, Attributes = attributes };
    }

    public static async Task<AttributeTable> LoadTableAsync(NpgsqlConnection connection, Guid fileId, CancellationToken ct)
    {
        var file = await FiscalFiles.ReadFileAsync(connection, fileId, ct);
        return new AttributeTable(fileId, file!.AsOf, file.Links, file.Attributes);
    }
}
