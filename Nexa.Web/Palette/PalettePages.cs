using System.Globalization;
using Nexa.Web.Administration;
using Nexa.Web.Session;

namespace Nexa.Web.Palette;

/// <summary>The pages of the console that a person may open.</summary>
internal static class PalettePages
{
    private const string Group = "Páginas";

    private static readonly (string Title, string Href)[] Everyones =
    [
        ("Classificar", "/"), ("Histórico", "/historico"), ("Documentos", "/documentos"), ("Catálogo", "/catalogo"),
        ("Fabricantes", "/catalogo/fabricantes"), ("NCM", "/ncm"),
    ];

    /// <summary>Those whose title has the words, accents and letter case aside; all where nothing was typed.</summary>
    public static IEnumerable<PaletteEntry> Find(People people, string text) =>
        List(people).Where(page => Words.Brazilian.CompareInfo.IndexOf(
            page.Title, text.Trim(), CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0);

    private static IEnumerable<PaletteEntry> List(People people)
    {
        var own = Everyones.Select(page => (page.Title, page.Href, Hint: ""));
        if (people.MayReview)
        {
            own = own.Append(("Revisão", "/revisao", ""));
        }

        own = own.Append(("Administração", "/administracao", ""))
            .Concat(AdminPage.ListFor(people).Select(page => (page.Title, page.Path, "Administração")));
        if (people.May("operate"))
        {
            own = own.Append(("Operação", "/operacao", ""));
        }

        if (people.HasAccount)
        {
            own = own.Append(("Minha conta", "/conta", ""));
        }

        return own.Select(page => new PaletteEntry(Group, page.Title, page.Hint, page.Href));
    }
}
