using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>The focus reaches everything that can be used on a page, is seen where it is, and leaves the page again.</summary>
[Collection("Browser")]
public sealed class KeyboardTests(ConsoleFixture console)
{
    private static readonly string[] Everyones =
    [
        "/", "/revisao", "/historico", "/documentos", "/catalogo", "/catalogo/fabricantes", "/ncm", "/ncm/85322410", "/mais", "/conta",
        "/administracao", "/administracao/membros", "/administracao/chaves", "/administracao/webhooks", "/administracao/importadores",
        "/administracao/aliquotas", "/administracao/modelos", "/administracao/tabelas", "/administracao/auditoria",
        "/administracao/organizacao",
    ];

    private static readonly string[] Operators = ["/operacao", "/administracao/tabelas", "/administracao/chaves"];

    /// <summary>Stops between the end of a page and its beginning; a page that takes the focus when it is there is walked twice.</summary>
    private const int MostOutside = 5;

    [Fact]
    public async Task The_focus_walks_over_every_page()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await Reviewing.SeedAsync(nexa, 2);
        var found = await WalkAllAsync(page, Everyones);
        await page.Context.CloseAsync();
        page = await console.SignInOperatorAsync();
        found.AddRange(await WalkAllAsync(page, Operators));
        await page.Context.CloseAsync();

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static async Task<List<string>> WalkAllAsync(IPage page, string[] paths)
    {
        List<string> found = [];
        foreach (var path in paths)
        {
            await page.GotoAsync(path);
            await Expect(page.Locator(".skeleton")).ToHaveCountAsync(0);
            await Expect(page.Locator("main").GetByText("A Nexa não está respondendo.")).ToHaveCountAsync(0);
            found.AddRange(await WalkAsync(page, path));
        }

        return found;
    }

    private static async Task<IEnumerable<string>> WalkAsync(IPage page, string path)
    {
        var stops = await page.EvaluateAsync<int>(
            """
            () => {
              const usable = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea, summary, [tabindex="0"]';
              const seen = [...document.querySelectorAll(usable)]
                .filter(one => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && one.type !== 'hidden');
              seen.forEach((one, at) => { one.dataset.stop = at; });
              document.activeElement?.blur();
              window.getSelection().removeAllRanges();
              return seen.length;
            }
            """);
        var reached = new HashSet<int>();
        List<string> problems = [];
        for (var press = 0; press < (2 * stops) + MostOutside && reached.Count < stops; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            var stop = await page.EvaluateAsync<Stop>(
                """
                () => {
                  const one = document.activeElement;
                  const marks = [one, one.parentElement, one.nextElementSibling, one.closest('.file-picker, .compose-foot')?.querySelector('.button')];
                  const isMarked = marks.some(mark => mark && getComputedStyle(mark).outlineStyle !== 'none');
                  return { at: Number(one.dataset.stop ?? -1), isMarked, html: one.outerHTML.slice(0, 120) };
                }
                """);
            if (stop.At >= 0)
            {
                reached.Add(stop.At);
            }

            if (stop.At >= 0 && !stop.IsMarked)
            {
                problems.Add($"{path}: the focus is not seen at {stop.Html}");
            }
        }

        if (reached.Count < stops)
        {
            var missed = await page.EvaluateAsync<string[]>(
                "reached => [...document.querySelectorAll('[data-stop]')].filter(one => !reached.includes(Number(one.dataset.stop)))"
                + ".map(one => one.outerHTML.slice(0, 120))", reached.ToArray());
            problems.AddRange(missed.Select(html => $"{path}: never reached {html}"));
        }

        return problems;
    }

    private sealed record Stop
    {
        public int At { get; init; }
        public bool IsMarked { get; init; }
        public string Html { get; init; } = "";
    }
}
