namespace Nexa.Agents.Pipeline;

/// <summary>The codes that the rules and the dictionary use for facts, as an analyst says them.</summary>
internal static class FactWords
{
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["aluminous"] = "aluminoso", ["amplifier"] = "amplificador", ["appliance"] = "eletrodoméstico", ["artist"] = "artístico",
        ["automatic"] = "automática", ["axial"] = "axial", ["ball"] = "esferas", ["band"] = "fita", ["bicycle"] = "bicicleta",
        ["blade"] = "palheta", ["box"] = "caixa", ["brake"] = "freio", ["burglar"] = "contra roubo", ["car"] = "automóvel",
        ["ceiling"] = "teto", ["centrifugal"] = "centrífuga", ["charger"] = "carregador", ["circular"] = "circular", ["cloth"] = "tecido",
        ["clutch"] = "embreagem", ["column"] = "coluna", ["combined"] = "combinado", ["common"] = "comum", ["compact"] = "compacta",
        ["compressed"] = "ar comprimido", ["conductive plastic"] = "plástico condutivo", ["conductive polymer"] = "polímero condutor",
        ["contactless"] = "sem contato", ["cyanoacrylate"] = "cianoacrilato", ["cylindrical"] = "roletes cilíndricos", ["diesel"] = "diesel",
        ["disc"] = "prato", ["domestic"] = "doméstico", ["dosing"] = "dosadora", ["elbow"] = "cotovelo, curva ou luva",
        ["electric"] = "elétrico", ["engine"] = "motor", ["fire"] = "contra incêndio", ["fixed"] = "fixo", ["flange"] = "flange",
        ["flat"] = "lisa", ["galvanized"] = "galvanizada", ["gas"] = "gás", ["gasoline"] = "gasolina", ["gear"] = "engrenagens",
        ["hand"] = "de mão", ["head"] = "de cabeça", ["helical"] = "helicoidal", ["horizontal"] = "horizontal", ["housing"] = "carcaça",
        ["hydraulic"] = "hidráulico", ["impact"] = "impacto", ["industrial"] = "industrial", ["inkjet"] = "jato de tinta", ["instrument"] = "instrumento",
        ["laser"] = "laser", ["leaf"] = "lâmina", ["led"] = "LED", ["liquid"] = "líquido", ["lithium"] = "lítio",
        ["lithium thionyl chloride"] = "lítio-cloreto de tionila", ["lock"] = "pressão", ["machine"] = "máquina", ["manual"] = "manual",
        ["mechanical"] = "mecânica", ["medical"] = "médico", ["mems"] = "MEMS", ["metal oxide film"] = "filme de óxido metálico",
        ["metal strip"] = "tira metálica", ["motorcycle"] = "motocicleta", ["multifunction"] = "multifuncional", ["needle"] = "agulhas",
        ["optical"] = "óptica", ["other"] = "outro", ["paint"] = "pintura", ["paper"] = "papel", ["percussion"] = "percussão",
        ["piezoelectric"] = "piezoelétrica", ["piston"] = "pistão", ["pneumatic"] = "pneumático", ["polymer hybrid"] = "híbrida de polímero",
        ["production"] = "de produção", ["ptc"] = "PTC", ["receiver"] = "receptor", ["relay"] = "relé", ["rock"] = "rocha",
        ["room"] = "ambiente", ["screw"] = "parafuso", ["silicon carbide"] = "carbeto de silício", ["silicone"] = "silicone",
        ["single"] = "uma", ["spherical"] = "autocompensador", ["spin"] = "centrífuga", ["split"] = "split", ["starting"] = "arranque",
        ["station"] = "estação", ["straight"] = "reta", ["submersible"] = "submersível", ["swivel"] = "giratória", ["synchronous"] = "síncrono",
        ["table"] = "mesa", ["tapered"] = "roletes cônicos", ["tapping"] = "autoatarraxante", ["threaded"] = "roscado",
        ["transmitter"] = "transmissor", ["tube"] = "tubular", ["ultrafast"] = "ultrarrápida", ["ultrasonic"] = "ultrassom", ["vane"] = "palhetas",
        ["varistor"] = "varistor", ["vertical"] = "vertical", ["wall"] = "de parede", ["weekly"] = "semanal", ["weld"] = "para soldar",
        ["welded"] = "soldada", ["white"] = "branco", ["window"] = "janela", ["wood"] = "madeira", ["woven"] = "tecida", ["zinc"] = "zinco",
        ["truck"] = "caminhão", ["ceramic composition"] = "composição cerâmica",
    };

    /// <summary>Codes whose word depends on the fact.</summary>
    private static readonly Dictionary<(string Key, string Value), string> Special = new()
    {
        [("current", "ac")] = "alternada", [("current", "dc")] = "contínua", [("input", "dc")] = "contínua", [("plastic", "pe")] = "polietileno",
        [("plastic", "pp")] = "polipropileno", [("size", "aa")] = "AA", [("size", "aaa")] = "AAA", [("size", "c")] = "C", [("size", "d")] = "D",
        [("size", "9v")] = "9 V", [("layers", "single")] = "uma", [("technology", "gas")] = "centelhador a gás", [("color", "color")] = "colorida",
        [("color", "white")] = "branca", [("kind", "screw")] = "parafuso", [("memory_type", "eeprom")] = "EEPROM",
        [("memory_type", "flash")] = "Flash", [("mounting", "wall")] = "em parede", [("mounting", "smd")] = "SMD",
        [("vehicle", "car")] = "automóvel",
    };

    /// <summary>Null where the value is no code, or its word stands elsewhere.</summary>
    public static string? Find(string key, string value) => Special.GetValueOrDefault((key, value)) ?? (IsWord(key) ? Values.GetValueOrDefault(value) : null);

    /// <summary>Packages and sizes are codes of the trade, not words.</summary>
    private static bool IsWord(string key) => key is not ("package" or "packing" or "dielectric" or "core" or "material" or "mounting");
}
