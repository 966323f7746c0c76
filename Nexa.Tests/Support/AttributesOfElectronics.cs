namespace Nexa.Tests.Support;

/// <summary>The attributes that a generated file has for electronics: one of each form, with conditions below conditions.</summary>
internal static class AttributesOfElectronics
{
    private const string OfProduct = """
        "objetivos":[{"codigo":"01","descricao":"Produto"}],"orgaos":["RFB"],"dataInicioVigencia":"2023-11-06","dataFimVigencia":""
        """;

    public static readonly string[] Written =
    [
        $$$$"""
        {"codigo":"ATT_1","nome":"MONTAGEM","nomeApresentacao":"Tipo de montagem","definicao":"Como a mercadoria é montada.",
        "orientacaoPreenchimento":"Informe o tipo de montagem do encapsulamento.","formaPreenchimento":"LISTA_ESTATICA",
        "dominio":[{"codigo":"01","descricao":"SMD (montagem em superfície)"},{"codigo":"02","descricao":"PTH (furo passante)"},
        {"codigo":"999","descricao":"Outros"}],{{{{OfProduct}}}},"multivalorado":false,"atributoCondicionante":true,
        "condicionados":[{"obrigatorio":true,"multivalorado":false,"descricaoCondicao":"'ATT_1' Igual '999'",
        "condicao":{"operador":"==","valor":"999"},"dataInicioVigencia":"2023-11-06",
        "atributo":{"codigo":"ATT_3","nomeApresentacao":"Especificar outro","formaPreenchimento":"TEXTO","tamanhoMaximo":20,
        "atributoCondicionante":true,"condicionados":[{"obrigatorio":true,"descricaoCondicao":"'ATT_3' Igual 'painel' ou 'trilho'",
        "condicao":{"operador":"==","valor":"painel","composicao":"||","condicao":{"operador":"==","valor":"trilho"}},
        "atributo":{"codigo":"ATT_4","nomeApresentacao":"Fixação","formaPreenchimento":"BOOLEANO"} }]} }]}
        """,
        $$$$"""
        {"codigo":"ATT_2","nomeApresentacao":"Tensão nominal (V)","formaPreenchimento":"NUMERO_REAL","tamanhoMaximo":8,"casasDecimais":2,
        {{{{OfProduct}}}}}
        """,
        $$$$"""
        {"codigo":"ATT_5","nomeApresentacao":"Finalidade","formaPreenchimento":"LISTA_ESTATICA","dominio":[
        {"codigo":"01","descricao":"Uso industrial"},{"codigo":"02","descricao":"Revenda"}],{{{{OfProduct}}}}}
        """,
        $$$$"""
        {"codigo":"ATT_6","nomeApresentacao":"Dimensões","formaPreenchimento":"COMPOSTO",{{{{OfProduct}}}},"listaSubatributos":[
        {"codigo":"ATT_61","nomeApresentacao":"Comprimento (mm)","formaPreenchimento":"NUMERO_REAL","casasDecimais":1,"obrigatorio":true},
        {"codigo":"ATT_62","nomeApresentacao":"Largura (mm)","formaPreenchimento":"NUMERO_REAL","casasDecimais":1}]}
        """,
        $$$$"""
        {"codigo":"ATT_7","nomeApresentacao":"Capacitância (pF)","formaPreenchimento":"NUMERO_REAL","tamanhoMaximo":15,"casasDecimais":3,
        {{{{OfProduct}}}}}
        """,
        $$$$"""
        {"codigo":"ATT_9","nomeApresentacao":"Aplicações","formaPreenchimento":"LISTA_ESTATICA","multivalorado":true,"dominio":[
        {"codigo":"01","descricao":"Automotiva"},{"codigo":"02","descricao":"Telecomunicações"}],{{{{OfProduct}}}}}
        """,
        """
        {"codigo":"ATT_10","nomeApresentacao":"Possui transmissor de radiofrequência","formaPreenchimento":"BOOLEANO",
        "objetivos":[{"codigo":"05","descricao":"Tratamento administrativo"}],"orgaos":["ANATEL"],"dataInicioVigencia":"2023-11-06"}
        """,
    ];

    /// <summary>The attribute of a code at a place of its list: mounting, voltage, a value of its kind, purpose.</summary>
    public static string FindCode(string ncm, int place) => place switch
    {
        0 => "ATT_1",
        1 => "ATT_2",
        2 => ncm.StartsWith("8532", StringComparison.Ordinal) ? "ATT_7" : "ATT_6",
        _ => "ATT_5",
    };
}
