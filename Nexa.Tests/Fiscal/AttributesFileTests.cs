using System.IO.Compression;
using System.Text;
using Nexa.Fiscal.Attributes;
using Nexa.Fiscal.Import;

namespace Nexa.Tests.Fiscal;

public sealed class AttributesFileTests
{
    private const string Official = "ATRIBUTOS_POR_NCM_2026_11_20.json";
    private static readonly DateOnly November = new(2026, 11, 20);

    [Fact]
    public void Links_hold_on_their_days_for_imports_and_those_of_a_chapter_for_all_its_codes()
    {
        var file = FiscalFileReader.ReadFile("atributos.zip", AttributesFile.Write(November, 800));
        var table = new AttributeTable(Guid.NewGuid(), file.AsOf, file.Links, file.Attributes);

        Assert.Equal((FiscalFileKind.Attributes, November, "versão 282"), (file.Kind, file.AsOf, file.Act));
        Assert.Equal(["ATT_1", "ATT_2", "ATT_5", "ATT_7", "ATT_9", "ATT_10"],
            table.FindFor("8532.24.10", November).Select(one => one.Attribute.Code));
        Assert.Empty(table.FindFor("85322410", new DateOnly(2023, 11, 5)));
        Assert.Equal(["ATT_9", "ATT_10"], table.FindFor("85", November).Select(one => one.Attribute.Code));
        Assert.Equal("999", table.FindFor("85322410", November)[0].Attribute.Domain[^1].Code);
        Assert.Equal("01", table.FindFor("85322410", November)[0].Attribute.Domain[0].Code);
    }

    [Fact]
    public void An_optional_link_with_an_end_is_obligatory_from_then_on()
    {
        var file = ReadJson("""
            {"versao":1,"listaNcm":[{"codigoNcm":"8532.2","listaAtributos":[
              {"codigo":"ATT_1","modalidade":"Importação","obrigatorio":false,"dataInicioVigencia":"2026-01-01","dataFimVigencia":"2027-01-01"},
              {"codigo":"ATT_2","modalidade":"Importação","obrigatorio":true,"dataInicioVigencia":"2026-01-01","dataFimVigencia":"2026-12-31"},
              {"codigo":"ATT_3","modalidade":"Importação","obrigatorio":false,"dataInicioVigencia":"2026-01-01","dataFimVigencia":"2026-06-30"},
              {"codigo":"ATT_3","modalidade":"Importação","obrigatorio":false,"dataInicioVigencia":"2026-07-01","dataFimVigencia":"9999-12-31"}]}],
             "detalhesAtributos":[{"codigo":"ATT_1"},{"codigo":"ATT_2","dataFimVigencia":""},{"codigo":"ATT_3","dataFimVigencia":null}]}
            """);
        var table = new AttributeTable(Guid.NewGuid(), file.AsOf, file.Links, file.Attributes);

        Assert.Equal(["ATT_1 False", "ATT_2 True", "ATT_3 False"], ListOn(new(2026, 12, 31)));
        Assert.Equal(["ATT_1 True", "ATT_3 False"], ListOn(new(2027, 1, 1)));

        IEnumerable<string> ListOn(DateOnly on) =>
            table.FindFor("85322410", on).Select(one => $"{one.Attribute.Code} {one.Link.Obligatory}");
    }

    [Fact]
    public void The_hash_is_of_the_json_however_it_is_packed_and_an_element_larger_than_the_window_is_read_whole()
    {
        var zip = AttributesFile.Write(November, 80);
        var json = Unpack(zip);
        var packed = FiscalFileReader.ReadFile("a.zip", zip);
        var plain = FiscalFileReader.ReadFile(AttributesFile.NameJson(November), [.. Encoding.UTF8.Preamble, .. json]);
        var again = FiscalFileReader.ReadFile("b.zip", Pack(AttributesFile.NameJson(November), json));

        Assert.Equal(packed.Sha256, again.Sha256);
        Assert.Equal(packed.Links, plain.Links);
        Assert.Equal(AttributesFile.LargestDomain, packed.Attributes.Single(one => one.Code == "ATT_20").Domain.Count);
    }

    [Theory]
    [InlineData("""{"versao":1,"listaNcm":[]}""", Official, "não tem as listas")]
    [InlineData("""{"listaNcm":[{"codigoNcm":"8532.24.10","lista""", Official, "truncado")]
    [InlineData("""{"listaNcm":[],"detalhesAtributos":[]}""", "atributos.json", "não traz a data")]
    [InlineData("""{"listaNcm":[{"codigoNcm":"85x2"}],"detalhesAtributos":[]}""", Official, "não é um código da NCM")]
    [InlineData("""{"listaNcm":[{"codigoNcm":"8532"}],"detalhesAtributos":[{"codigo":"A"},{"codigo":"A"}]}""", Official, "mais de uma vez")]
    [InlineData("""{"listaNcm":[{"codigoNcm":"8532"}],"detalhesAtributos":[{"codigo":"A","dataFimVigencia":"31/12/2026"}]}""", Official,
        "não é uma data")]
    public void Damaged_files_are_refused_with_the_reason(string json, string name, string reason)
    {
        var refused = Assert.Throws<RefusedFileException>(() =>
            FiscalFileReader.ReadFile("a.zip", Pack(name, Encoding.UTF8.GetBytes(json))));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_that_unpacks_to_more_than_any_official_file_is_refused()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(AttributesFile.NameJson(November)).Open();
            entry.Write("{\"listaNcm\":["u8);
            var blanks = new byte[1 << 20];
            blanks.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 300; i++)
            {
                entry.Write(blanks);
            }
        }

        var refused = Assert.Throws<RefusedFileException>(() => FiscalFileReader.ReadFile("bomba.zip", bytes.ToArray()));
        Assert.Contains("passa de", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_file_no_longer_says_is_kept_with_its_end_and_what_it_writes_over_held_until_the_day_before()
    {
        var first = FiscalFileReader.ReadFile("a.zip", AttributesFile.Write(November));
        var second = FiscalFileReader.ReadFile(
            "b.zip", AttributesFile.Write(November.AddDays(7), without: code => code == "85322410", obligatory: true));

        var update = TableUpdate.Prepare(second, first, force: true, November.AddDays(7))!;

        var table = new AttributeTable(Guid.NewGuid(), second.AsOf, update.Merged.Links, update.Merged.Attributes);
        Assert.Contains(table.FindFor("85322410", November), one => one.Attribute.Code == "ATT_7");
        Assert.DoesNotContain(table.FindFor("85322410", second.AsOf), one => one.Attribute.Code == "ATT_7");
        Assert.False(FindVoltage(second.AsOf.AddDays(-1)));
        Assert.True(FindVoltage(second.AsOf));
        Assert.Contains(update.Diff.Ended, ended => (ended.Code, ended.Line) == ("85322410", "ATT_7"));
        Assert.Contains(update.Diff.Changed,
            one => (one.Code, one.Line, one.Was, one.Now) == ("85412120", "ATT_2", "opcional", "obrigatório"));

        bool FindVoltage(DateOnly on) => table.FindFor("85412120", on).Single(one => one.Attribute.Code == "ATT_2").Link.Obligatory;
    }

    [Fact]
    public void A_file_of_a_later_day_or_one_that_loses_a_share_of_a_chapter_is_refused()
    {
        var first = FiscalFileReader.ReadFile("a.zip", AttributesFile.Write(November));
        var later = FiscalFileReader.ReadFile("b.zip", AttributesFile.Write(November.AddDays(30)));
        var cut = FiscalFileReader.ReadFile(
            "c.zip", AttributesFile.Write(November.AddDays(1), without: code => code.StartsWith("853", StringComparison.Ordinal)));
        var few = FiscalFileReader.ReadFile("d.zip", AttributesFile.Write(November, 800));

        Assert.Contains("está no futuro", Refuse(later, null), StringComparison.Ordinal);
        Assert.Contains("esvaziaria", Refuse(cut, first), StringComparison.Ordinal);
        Assert.Contains("vínculos", Refuse(few, null), StringComparison.Ordinal);

        static string Refuse(FiscalFile file, FiscalFile? before) =>
            Assert.Throws<RefusedFileException>(() => TableUpdate.Prepare(file, before, force: false, November)).Message;
    }

    internal static FiscalFile ReadJson(string json) =>
        FiscalFileReader.ReadFile("a.zip", Pack(AttributesFile.NameJson(November), Encoding.UTF8.GetBytes(json)));

    private static byte[] Pack(string name, byte[] json)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(json);
        }

        return bytes.ToArray();
    }

    private static byte[] Unpack(byte[] content)
    {
        using var zip = new ZipArchive(new MemoryStream(content));
        using var json = new MemoryStream();
        using var entry = zip.Entries[0].Open();
        entry.CopyTo(json);
        return json.ToArray();
    }
}
