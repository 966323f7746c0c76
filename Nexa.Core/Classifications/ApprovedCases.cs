using System.Globalization;
using System.Text.Json;
using Nexa.Core.Catalogue;
using Nexa.Core.Contracts;
using Nexa.Core.Data;
using Nexa.Core.Tasks;
using Nexa.Fiscal;
using Npgsql;

namespace Nexa.Core.Classifications;

/// <summary>A classification that a person of the organisation approved, of a product much like the one that is asked for.</summary>
/// <param name="PartNumber">As the organisation writes it.</param>
/// <param name="Ncm">The approved code, of eight digits.</param>
/// <param name="Manufacturer">As it was approved.</param>
/// <param name="ApprovedAt">When a person approved it.</param>
/// <param name="HasSameText">Its description was the very one that is asked for.</param>
/// <param name="IsFoundByText">It shares words with the product, and no beginning of its number.</param>
public sealed record ApprovedCase(string PartNumber, string Ncm, string? Manufacturer, DateTimeOffset ApprovedAt,
    bool HasSameText = false, bool IsFoundByText = false)
{
    /// <summary>"caso semelhante aprovado em 03/11/2026: CL10C330JB8NNNC (Samsung)".</summary>
    public string Name() => $"{(HasSameText ? "descrição igual à do caso" : "caso semelhante")} {Describe()}";

    /// <summary>"aprovado em 03/11/2026: CL10C330JB8NNNC (Samsung)".</summary>
    public string Describe() => string.Create(CultureInfo.GetCultureInfo("pt-BR"),
        $"aprovado em {BrazilTime.ToBrazilDay(ApprovedAt):dd/MM/yyyy}: {PartNumber}{(Manufacturer is null ? "" : $" ({Manufacturer})")}");
}

/// <summary>
/// What an organisation's analysts approved teaches about the agents' answers: a case may confirm a code or propose another one, and makes a
/// sure answer of another code doubtful; it never makes an answer surer.
/// </summary>
public static class ApprovedCases
{
    /// <summary>Chosen: takes the surest answer (1.00) to the lower part of the medium band, as the agents do where two sources disagree.</summary>
    private const double ContradictionCost = 0.65;

    /// <summary>Chosen: numbers of one series share their first signs; shorter beginnings are shared by whole trades.</summary>
    private const int ShortestBeginning = 5;
    private const double LeastShare = 0.6;

    /// <summary>Chosen: a beginning that more cases share is no series but a habit of numbering.</summary>
    private const int Most = 50;

    /// <summary>Chosen: one word alone ("conector") names a whole trade.</summary>
    private const int FewestWords = 2;

    /// <summary>Chosen: what stands behind is conditions and packing, and a query of more words costs more.</summary>
    private const int MostWords = 12;

    /// <summary>Letters. Chosen: shorter ones are prepositions and units.</summary>
    private const int ShortestWord = 3;

    /// <summary>
    /// The approved cases of the task's organisation that are most like this item: those whose numbers begin like its number, the one that
    /// shares most first; else those whose descriptions have all of its words. Empty where there are more than <see cref="Most"/>, or they
    /// don't agree on one code of eight digits.
    /// </summary>
    /// <param name="maker">As the agents name it, which is how the cases name theirs; cases of another maker are left out.</param>
    public static async Task<List<ApprovedCase>> FindAsync(
        NpgsqlDataSource database, Guid task, string partNumber, string? description, string? maker, CancellationToken ct)
    {
        var byNumber = await FindByNumberAsync(database, task, partNumber, maker, ct);
        return byNumber.Count > 0 ? byNumber : await FindByTextAsync(database, task, partNumber, description, maker, ct);
    }

    private static async Task<List<ApprovedCase>> FindByNumberAsync(
        NpgsqlDataSource database, Guid task, string partNumber, string? maker, CancellationToken ct)
    {
        var number = PartNumber.Normalize(partNumber);
        var beginning = Math.Max(ShortestBeginning, (int)Math.Ceiling(number.Length * LeastShare));
        if (number.Length <= beginning)
        {
            return [];
        }

        var found = await database.Statement(
            $"""
            select {PartNumberRows.SelectNumber("c.part_number_id")} as partnumber, c.number_key, c.ncm, c.fabricante, c.approved_at
            from classification c
            where c.organisation_id = {TaskRows.SelectOrganisation("$1")} and {Sql.BeginsWith("c.number_key", "$2")}
              and c.number_key <> $3 and c.status = 'ACTIVE' and c.approved_at is not null and length(c.ncm) = 8
            limit {Most + 1}
            """,
            task, number[..beginning], number)
            .ListAsync(row => (Key: row.Text("number_key"), Case: new ApprovedCase(
                row.Text("partnumber"), row.Text("ncm"), row.TextOrNull("fabricante"), row.Time("approved_at"))), ct);
        if (found.Count > Most)
        {
            return [];
        }

        return KeepAgreeing(found.OrderByDescending(one => CountShared(one.Key, number)).ThenByDescending(one => one.Case.ApprovedAt)
            .Select(one => one.Case), maker);
    }

    /// <summary>The words alone are compared, as sizes and values seldom change the code; the same text comes first.</summary>
    private static async Task<List<ApprovedCase>> FindByTextAsync(
        NpgsqlDataSource database, Guid task, string partNumber, string? description, string? maker, CancellationToken ct)
    {
        var words = ListWords(description);
        if (words.Length < FewestWords)
        {
            return [];
        }

        var found = await database.Statement(
            $"""
            select {PartNumberRows.SelectNumber("c.part_number_id")} as partnumber, c.ncm, c.fabricante, c.approved_at, i.description
            from {ClassificationSql.WithLastAsked}
            where c.organisation_id = {TaskRows.SelectOrganisation("$1")}
              and c.search @@ plainto_tsquery('portuguese', {ClassificationSearch.Fold("$2")})
              and c.number_key <> $3 and c.status = 'ACTIVE' and c.approved_at is not null and length(c.ncm) = 8
            limit {Most + 1}
            """,
            task, string.Join(' ', words), PartNumber.Normalize(partNumber))
            .ListAsync(row => new ApprovedCase(row.Text("partnumber"), row.Text("ncm"), row.TextOrNull("fabricante"),
                row.Time("approved_at"), IsSameText(row.TextOrNull("description"), description!), IsFoundByText: true), ct);
        return found.Count > Most ? []
            : KeepAgreeing(found.OrderByDescending(one => one.HasSameText).ThenByDescending(one => one.ApprovedAt), maker);
    }

    /// <summary>The cases of no other maker; none where two of them have different codes.</summary>
    private static List<ApprovedCase> KeepAgreeing(IEnumerable<ApprovedCase> found, string? maker)
    {
        List<ApprovedCase> cases = [.. found.Where(one => maker is null || one.Manufacturer is not { } other
            || Manufacturer.BuildKey(other) == Manufacturer.BuildKey(maker))];
        return cases.Select(one => one.Ncm).Distinct(StringComparer.Ordinal).Count() == 1 ? cases : [];
    }

    private static string[] ListWords(string? description) =>
    [
        .. (description ?? "").Split([' ', ',', ';', ':', '/', '(', ')', '-', '.'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length >= ShortestWord && word.All(char.IsLetter)).Take(MostWords),
    ];

    private static bool IsSameText(string? one, string other) => one is not null && string.Equals(
        string.Join(' ', one.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        string.Join(' ', other.Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The approved case that speaks against a sure answer: of the same series and maker, or of the very same text, and of another code.
    /// </summary>
    public static async Task<ApprovedCase?> FindContradictingAsync(NpgsqlDataSource database, Guid task, string partNumber,
        string? description, ClassificationResult answer, CancellationToken ct) =>
        (await FindAsync(database, task, partNumber, description, answer.Fabricante, ct)).FirstOrDefault() is { } nearest
            && nearest.Ncm != answer.Ncm && (nearest.HasSameText || !nearest.IsFoundByText) ? nearest : null;

    /// <summary>Whether the task's organisation has approved cases at all.</summary>
    public static async Task<bool> AnyAsync(NpgsqlDataSource database, Guid task, CancellationToken ct) =>
        await database.Statement(
            $"""
            select exists (select from classification c where c.organisation_id = {TaskRows.SelectOrganisation("$1")}
              and c.status = 'ACTIVE' and c.approved_at is not null)
            """, task).ScalarAsync<bool>(ct);

    /// <summary>The answer with the case as evidence for its code, or as its first alternative.</summary>
    public static ClassificationResult AddTo(ClassificationResult answer, ApprovedCase nearest)
    {
        var source = nearest.Name();
        return nearest.Ncm == answer.Ncm
            ? answer with { Evidence = Add(answer.Evidence, new { field = "ncm", value = NcmCode.Format(nearest.Ncm), source }) }
            : answer with { Alternatives = Add(answer.Alternatives, new { ncm = nearest.Ncm, reason = source }, first: true) };
    }

    /// <summary>A sure answer that a case speaks against is sure no more.</summary>
    public static ClassificationResult Doubt(ClassificationResult answer, ApprovedCase contradicting) =>
        AddTo(answer, contradicting) with { ConfidenceScore = Math.Round(answer.ConfidenceScore!.Value * ContradictionCost, 4) };

    private static JsonElement Add(JsonElement? list, object entry, bool first = false)
    {
        var added = JsonSerializer.SerializeToElement(entry, NexaJson.Options);
        var known = list is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : new List<JsonElement>();
        known.Insert(first ? 0 : known.Count, added);
        return JsonSerializer.SerializeToElement(known, NexaJson.Options);
    }

    private static int CountShared(string one, string other) => one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
}
