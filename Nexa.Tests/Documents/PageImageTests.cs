using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nexa.Documents;
using Nexa.Documents.Drawing;
using Nexa.Documents.Pdf;
using Nexa.Tests.Documents.Generator;

namespace Nexa.Tests.Documents;

/// <summary>Pages of documents as images, and the list of documents.</summary>
public sealed class PageImageTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    private static readonly GeneratedDocument Invoice = GeneratedCorpus.All(3)
        .First(d => d is { Layout: "pedido-de-compra", Items.Count: > 1 and < 100 });

    private readonly HttpClient ana = host.As(AnalystHost.Ana);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_is_an_image_that_only_its_organisation_sees()
    {
        var id = await UploadAsync(Invoice.Pdf, "fatura.pdf");

        using var page = await ana.GetAsync($"/documents/{id}/pages/1.png", Ct);
        var (width, height, _) = ReadPng(await page.Content.ReadAsByteArrayAsync(Ct));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("image/png", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal(PageSketch.LongerSide, Math.Max(width, height));
        Assert.Equal(HttpStatusCode.NotFound, await GetStatusAsync(host.As(AnalystHost.Stranger), id, 1));
        foreach (var missing in (int[])[0, 4711, int.MaxValue])
        {
            Assert.Equal(HttpStatusCode.NotFound, await GetStatusAsync(ana, id, missing));
        }

        await host.ExecuteAsync("update document set content = null, erased_at = now() where id = $1", id);
        Assert.Equal(HttpStatusCode.Gone, await GetStatusAsync(ana, id, 1));
    }

    [Fact]
    public async Task What_is_no_pdf_or_a_broken_one_is_refused_with_a_sentence()
    {
        var sheet = await UploadAsync(Encoding.UTF8.GetBytes("Part Number;Qtd\nNE555P;10\n"), "pedido.csv");
        var broken = await UploadAsync(Encoding.ASCII.GetBytes("%PDF-1.7 and nothing of one"), "nada.pdf");
        var encrypted = await UploadAsync(HostileFiles.Pdfs().First(f => f.Code == "damaged").Content, "dano.pdf");

        foreach (var id in (Guid[])[sheet, broken, encrypted])
        {
            using var refused = await ana.GetAsync($"/documents/{id}/pages/1.png", Ct);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Ct);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.EndsWith(".", problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_that_cant_be_drawn_is_not_drawn_at_each_request()
    {
        using var images = new Nexa.Api.Features.Documents.PageImages(NullLogger<Nexa.Api.Features.Documents.PageImages>.Instance);
        var (document, reads) = (Guid.NewGuid(), 0);
        Task<(byte[], int)?> ReadContent()
        {
            reads++;
            return Task.FromResult<(byte[], int)?>((Encoding.ASCII.GetBytes("%PDF-1.7 and nothing of one"), 1));
        }

        var first = await images.FindAsync(document, 1, ReadContent, Ct);
        var second = await images.FindAsync(document, 1, ReadContent, Ct);
        var erased = await images.FindAsync(document, 2, () => Task.FromResult<(byte[], int)?>(null), Ct);

        Assert.Equal((422, 422, 410), (first.Status, second.Status, erased.Status));
        Assert.Equal(1, reads);
    }

    [Fact]
    public void Without_a_renderer_the_words_are_drawn_where_they_stand()
    {
        var page = PdfText.ReadPage(Invoice.Pdf, 1);
        var word = page.Lines.SelectMany(line => line.Words).MaxBy(word => word.Right - word.Left)!;

        var (width, height, grey) = ReadPng(PageSketch.Draw(page));

        var scale = width / page.Width;
        Assert.Equal(page.Height * scale, height, 1.0);
        Assert.Contains(Cut(word.Top, word.Bottom), dot => dot < 100);
        Assert.DoesNotContain(grey.Take((int)(page.Lines.Min(line => line.Top - 2) * scale) * width), dot => dot < 255);
        Assert.Throws<UnreadableDocumentException>(() => PdfText.ReadPage(Invoice.Pdf, 4711));

        IEnumerable<byte> Cut(double top, double bottom) =>
            from y in Enumerable.Range((int)(top * scale), (int)((bottom - top) * scale))
            from x in Enumerable.Range((int)(word.Left * scale), (int)((word.Right - word.Left) * scale))
            select grey[(y * width) + x];
    }

    [Fact]
    public async Task Documents_are_listed_newest_first_page_by_page_and_found_by_name()
    {
        foreach (var name in (string[])["alfa 100%.csv", "Cotação BETA.csv", "gama.csv"])
        {
            await UploadAsync(Encoding.UTF8.GetBytes($"Part Number;Qtd\n{name[..4]}-1;10\n"), name);
        }

        var first = await ana.GetJsonAsync("/documents?limit=2");
        var second = await ana.GetJsonAsync($"/documents?limit=200&cursor={first.Text("next_cursor")}");

        Assert.Equal(["gama.csv", "Cotação BETA.csv"], first.GetProperty("items").EnumerateArray().Select(one => one.Text("file_name")));
        Assert.Equal("alfa 100.csv", second.GetProperty("items")[0].Text("file_name"));
        Assert.Equal(1, (await ana.GetJsonAsync("/documents?search=BETA")).Count("items"));
        Assert.Equal(1, (await ana.GetJsonAsync("/documents?search=cotacao%20beta")).Count("items"));
        Assert.Equal(1, (await ana.GetJsonAsync("/documents?search=COTA%C3%87%C3%83O")).Count("items"));
        Assert.Equal(0, (await ana.GetJsonAsync("/documents?search=b%25a")).Count("items"));
        Assert.Equal(0, (await host.As(AnalystHost.Stranger).GetJsonAsync("/documents")).Count("items"));
    }

    private static async Task<HttpStatusCode> GetStatusAsync(HttpClient client, Guid id, int page)
    {
        using var answer = await client.GetAsync($"/documents/{id}/pages/{page}.png", Ct);
        return answer.StatusCode;
    }

    private async Task<Guid> UploadAsync(byte[] content, string name)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", name } };
        using var response = await ana.PostAsync("/upload-document", form, Ct);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).Id("document_id");
    }

    /// <summary>Size and, of a greyscale image without filters, its pixels.</summary>
    private static (int Width, int Height, byte[] Grey) ReadPng(byte[] png)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        if (png[25] != 0)
        {
            return (width, height, []);
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress))
        {
            zlib.CopyTo(rows);
        }

        return (width, height, [.. rows.ToArray().Chunk(width + 1).SelectMany(row => row[1..])]);
    }
}
