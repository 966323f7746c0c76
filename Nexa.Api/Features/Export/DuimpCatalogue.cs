using Nexa.Api.Features.Catalogue.Attributes;
using Nexa.Core.Catalogue;
using Nexa.Core.Exports;
using Nexa.Fiscal;
using Nexa.Fiscal.Attributes;
using Npgsql;

namespace Nexa.Api.Features.Export;

/// <summary>The products of an export with what is wrong with them.</summary>
internal sealed class DuimpCatalogue(string root, DuimpState state)
{
    /// <summary>Chosen: fifty lots, which a person can still send and answer.</summary>
    public const int MostProducts = 5_000;

    public string Root => root;
    public List<DuimpProduct> Products { get; } = [];
    public List<DuimpError> Errors { get; } = [];
    public List<DuimpError> Warnings { get; } = [];

    /// <summary>What concerns the file and no single product.</summary>
    public List<string> Notes { get; } = [];

    /// <returns>Null when there are more products than a file takes.</returns>
    public static async Task<DuimpCatalogue?> ReadProductsAsync(
        NpgsqlDataSource database, ExportSelection selection, Guid organisation, string root, DuimpState? wanted, FiscalTables tables,
        DateOnly today, CancellationToken ct)
    {
        var rows = new List<ExportRow>();
        await foreach (var row in ExportRows.ReadRowsAsync(database, selection, organisation, ct))
        {
            rows.Add(row);
            if (rows.Count > MostProducts)
            {
                return null;
            }
        }

        await using var connection = await database.OpenConnectionAsync(ct);
        var values = await PartAttributeRows.ReadValuesAsync(connection, rows.ConvertAll(row => row.PartId), organisation, ct);
        var facts = await PartAttributeRows.ReadFactsAsync(connection, rows.ConvertAll(row => row.View.Id), organisation, ct);
        var products = await PortalRows.ReadProductsAsync(connection, organisation, root, ct);
        var operators = await PortalRows.ReadOperatorsAsync(connection, organisation, root, ct);
        var table = tables.Attributes;
        var catalogue = new DuimpCatalogue(root, wanted ?? (table.IsLoaded ? DuimpState.Ativado : DuimpState.Rascunho));
        if (!table.IsLoaded)
        {
            catalogue.Notes.Add("Nenhum arquivo de atributos por NCM foi importado: os atributos obrigatórios não puderam ser conferidos. "
                + "Importe-o em Administração e confira antes de ativar os produtos.");
        }

        foreach (var row in rows)
        {
            var sheet = table.IsLoaded && row.View.Ncm is { Length: 8 } ncm
                ? ProductSheet.Evaluate(
                    table, ncm, today, [.. values[row.PartId].Select(one => one.Value)], [.. facts[row.View.Id]]) : null;
            catalogue.Add(
                new DuimpProduct(
                    row, sheet, products.GetValueOrDefault(row.PartId),
                    row.Maker?.Id is { } maker ? operators.GetValueOrDefault(maker) : null),
                row.Waiting ? null : DeterminismGate.Reject(tables, row.View.Ncm, row.View.Exception, today));
        }

        catalogue.Notes.AddRange(AgencyNotice.List(
            table, rows.Select(row => row.View.Ncm).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), today));
        return catalogue;
    }

    /// <summary>What a person still has to fill in or accept, product by product, and each attribute that this takes once.</summary>
    public (IReadOnlyList<ProductToFill> Products, IReadOnlyList<AttributeView> Attributes) ListOpen()
    {
        var open = Products.Select(product => (Product: product, Fields: product.Sheet?.ListOpenFields().ToList() ?? []))
            .Where(one => one.Fields.Count > 0).ToList();
        return (
            open.ConvertAll(one => new ProductToFill(
                one.Product.Row.PartId, one.Product.Row.View.Partnumber, one.Product.Row.View.Id, one.Product.Row.View.Ncm,
                one.Fields.ConvertAll(field => new FieldToFill(
                    field.Attribute.Code, field.Obligatory, field.Multivalued, field.Condition, field.Above,
                    ProposedValue.Find(one.Product.Sheet!, field.Attribute.Code))))),
            [.. open.SelectMany(one => one.Fields).Select(field => field.Attribute)
                .DistinctBy(attribute => attribute.Code, StringComparer.Ordinal)
                .OrderBy(attribute => attribute.Code.Length).ThenBy(attribute => attribute.Code, StringComparer.Ordinal)
                .Select(AttributeView.FromAttribute)]);
    }

    /// <summary>The lists as the interface takes them: at most a hundred elements each, numbered from 1.</summary>
    public object Write()
    {
        var makers = Products.Where(product => product.Row.Maker is not null)
            .DistinctBy(product => product.Row.Maker!.Id?.ToString() ?? product.Row.Maker.Name, StringComparer.Ordinal).ToList();
        var linked = Products.Where(product => product.Code is not null && product.OperatorCode is not null).ToList();
        return new
        {
            operadores_estrangeiros = CutLots(makers, (seq, one) => DuimpMap.BuildOperator(seq, root, one.Row.Maker!, one.OperatorCode)),
            produtos = CutLots(Products, (seq, one) => DuimpMap.BuildProduct(seq, root, one, state)),
            vinculos = CutLots(linked, (seq, one) => DuimpMap.BuildLink(seq, root, one)),
            vinculos_pendentes = Products.Except(linked).Select(one => new
            {
                partnumber = one.Row.View.Partnumber,
                falta = one.Code is null && one.OperatorCode is null ? "códigos do produto e do operador estrangeiro"
                    : one.Code is null ? "código do produto" : "código do operador estrangeiro",
            }),
            itens = Products.Select((one, index) => DuimpMap.BuildItem(
                (index / DuimpLimits.MostOfLot) + 1, (index % DuimpLimits.MostOfLot) + 1, one)),
            avisos = Warnings,
            observacoes = Notes,
        };
    }

    private static IEnumerable<IEnumerable<T>> CutLots<T>(List<DuimpProduct> all, Func<int, DuimpProduct, T> build) =>
        all.Chunk(DuimpLimits.MostOfLot).Select(lot => lot.Select((one, index) => build(index + 1, one)));

    private void Add(DuimpProduct product, string? objection)
    {
        Products.Add(product);
        Errors.AddRange(DuimpRules.Check(product, objection, state));
        Warnings.AddRange(DuimpRules.FindWarnings(product, state));
        if (state is DuimpState.Ativado && product.Sheet is null && product.Row.View.Ncm is { Length: 8 })
        {
            Errors.Add(new(product.Row.View.Partnumber, product.Row.View.Id, "atributos",
                "Sem o arquivo de atributos por NCM só é possível enviar rascunhos.") { PartId = product.Row.PartId });
        }
    }
}
