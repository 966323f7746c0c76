namespace Nexa.Web.Ncm;

/// <summary>The forms of the official file as people say them.</summary>
internal static class AttributeNames
{
    public static string NameForm(string form) => form switch
    {
        "TEXTO" => "texto",
        "BOOLEANO" => "sim ou não",
        "NUMERO_INTEIRO" => "número inteiro",
        "NUMERO_REAL" => "número",
        "DATA" => "data",
        "DATA_HORA" => "data e hora",
        "LISTA_ESTATICA" => "lista",
        "LISTA_DINAMICA" => "lista de outro sistema",
        "COMPOSTO" => "composto",
        _ => form,
    };
}
