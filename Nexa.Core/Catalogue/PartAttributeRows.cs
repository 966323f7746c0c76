using System.Text.Json;
using Nexa.Core.Classifications;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Nexa.Fiscal.Attributes;
using Npgsql;

namespace Nexa.Core.Catalogue;

/// <summary>A product as its attributes are filled in: a part number with the code and the facts of its ACTIVE classification.</summary>
public sealed record ClassifiedPart(Guid Id, string Partnumber, string? Ncm, Guid ClassificationId, IReadOnlyList<ProductFact> Facts);

/// <summary>What a person has set for an attribute.</summary>
/// <param name="Basis">The fact of the proposal that the person accepted; null for a value of their own.</param>
/// <param name="SetBy">The person's name; null once the account is gone.</param>
public sealed record SetAttribute(AttributeValue Value, string? Basis, string? SetBy, DateTimeOffset SetAt);

/// <summary>The statements of the table <c>part_attribute</c>.</summary>
public static class PartAttributeRows
{
    /// <summary>Of a corrected classification that of the agents' proposal.</summary>
    private const string Evidence = "coalesce(nullif(c.result -> 'evidence', 'null'), c.result -> 'proposal' -> 'evidence')::text";

    /// <summary>Null where the organisation has no ACTIVE classification of the part.</summary>
    public static async Task<ClassifiedPart?> FindPartAsync(
        NpgsqlConnection connection, Guid part, Guid organisation, CancellationToken ct) => (await connection.Statement(
            $"""
            select p.id, p.number, c.ncm, c.id as classification_id, {Evidence} as evidence
            from part_number p {ClassificationSql.JoinActive("p.id", "$2")} where p.id = $1
            """,
            part, organisation).ListAsync(row => new ClassifiedPart(
                row.Id("id"), row.Text("number"), row.TextOrNull("ncm"), row.Id("classification_id"),
                ReadFacts(row.TextOrNull("evidence"))), ct)).SingleOrDefault();

    /// <summary>The facts of classifications, by their ids.</summary>
    public static async Task<ILookup<Guid, ProductFact>> ReadFactsAsync(
        NpgsqlConnection connection, List<Guid> classifications, Guid organisation, CancellationToken ct) => (await connection.Statement(
            $"""
            select c.id, {Evidence} as evidence from unnest($1::uuid[]) as wanted (id) {ClassificationSql.JoinVersion("wanted.id")}
            where c.organisation_id = $2
            """,
            classifications, organisation).ListAsync(row => (Id: row.Id("id"), Facts: ReadFacts(row.TextOrNull("evidence"))), ct))
        .SelectMany(row => row.Facts.Select(fact => (row.Id, Fact: fact))).ToLookup(row => row.Id, row => row.Fact);

    /// <summary>What is set, by part number.</summary>
    public static async Task<ILookup<Guid, SetAttribute>> ReadValuesAsync(
        NpgsqlConnection connection, List<Guid> parts, Guid organisation, CancellationToken ct) => (await connection.Statement(
            $"""
            select a.part_number_id, a.attribute, a.value::text as value, a.basis, u.name, a.set_at
            from part_attribute a left {UserRows.JoinUser("u", "a.set_by")}
            where a.organisation_id = $2 and a.part_number_id = any($1) order by a.part_number_id, a.attribute
            """,
            parts, organisation).ListAsync(row => (Part: row.Id("part_number_id"), Set: new SetAttribute(
                ReadValue(row.Text("attribute"), row.Text("value")), row.TextOrNull("basis"), row.TextOrNull("name"),
                row.Time("set_at"))), ct)).ToLookup(row => row.Part, row => row.Set);

    /// <summary>Replaces all that is set for a part; what stays the same keeps who set it and when.</summary>
    public static async Task ReplaceAsync(
        NpgsqlConnection connection, Guid part, Guid organisation, Guid user, IReadOnlyList<(AttributeValue Value, string? Basis)> values,
        CancellationToken ct)
    {
        await using var batch = connection.Batch();
        batch.Add(
            "delete from part_attribute where organisation_id = $1 and part_number_id = $2 and attribute <> all ($3)",
            organisation, part, values.Select(one => one.Value.Attribute).ToArray());
        foreach (var (value, basis) in values)
        {
            batch.Add(
                """
                insert into part_attribute (organisation_id, part_number_id, attribute, value, basis, set_by)
                values ($1, $2, $3, $4, $5, $6)
                on conflict (organisation_id, part_number_id, attribute) do update
                  set value = excluded.value, basis = excluded.basis, set_by = excluded.set_by, set_at = now()
                  where part_attribute.value <> excluded.value
                """,
                organisation, part, value.Attribute, SqlValue.Jsonb(WriteValue(value)), basis, user);
        }

        await batch.ExecuteAsync(ct);
    }

    private static string WriteValue(AttributeValue value) =>
        NexaJson.Write(new StoredValue(value.Value, value.Values, value.Parts));

    private static AttributeValue ReadValue(string attribute, string json)
    {
        var stored = JsonSerializer.Deserialize<StoredValue>(json, NexaJson.Options)!;
        return new(attribute) { Value = stored.Value, Values = stored.Values, Parts = stored.Parts };
    }

    // Another agents server may put what it likes there.
    private static List<ProductFact> ReadFacts(string? evidence)
    {
        using var json = JsonDocument.Parse(evidence ?? "[]");
        if (json.RootElement.ValueKind is not JsonValueKind.Array)
        {
            return [];
        }

        return [.. json.RootElement.EnumerateArray().Where(one => one.ValueKind is JsonValueKind.Object)
            .Select(one => new ProductFact(FindText(one, "field"), FindText(one, "value"), FindText(one, "source")))
            .Where(fact => fact.Key.Length > 0 && fact.Value.Length > 0)];

        static string FindText(JsonElement of, string name) =>
            of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
    }

    private sealed record StoredValue(
        string? Value, IReadOnlyList<string>? Values, IReadOnlyList<IReadOnlyList<PartValue>>? Parts);
}
