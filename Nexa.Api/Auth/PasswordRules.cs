using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Nexa.Api.Auth;

/// <summary>
/// What a password must not be. Length counts, not kinds of characters; the commonest words with figures around them do not.
/// </summary>
internal static class PasswordRules
{
    private const int Least = 12;
    private const int Most = 256;
    private static readonly FrozenSet<string> Common = Load();

    // Runs that fingers make: the alphabet, figures, rows of a keyboard.
    private static readonly string[] Runs =
        ["abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "qwertyuiop[]", "asdfghjkl;'",
            "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "!@#$%^&*()_+"];

    /// <summary>What is wrong with it, in the user's words; null when nothing is.</summary>
    public static string? FindObjection(string? password, params string?[] about)
    {
        if (password is null || new StringInfo(password).LengthInTextElements < Least)
        {
            return $"A senha deve ter pelo menos {Least} caracteres; uma frase é uma boa opção.";
        }

        if (password.Length > Most)
        {
            return $"A senha pode ter no máximo {Most} caracteres.";
        }

        var plain = Fold(password);
        if (plain.Distinct().Count() < 5 || Repeats(plain) || Runs.Any(run => Covers(run, plain)))
        {
            return "A senha é uma repetição ou sequência fácil de adivinhar.";
        }

        var word = Letters(Unleet(plain.TrimEnd([.. plain.Where(c => !char.IsLetter(c))])));
        if (BreachedPasswords.Has(plain))
        {
            return "A senha está em listas de senhas vazadas; escolha outra.";
        }

        if (Common.Contains(plain) || Common.Contains(word) || Common.Contains(Letters(plain)) || IsCommonTwice(word)
            || IsCommonTwice(Letters(plain)))
        {
            return "A senha está entre as mais usadas; escolha outra.";
        }

        var own = about.OfType<string>()
            .SelectMany(text => Fold(text).Split(['@', '.', ' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries))
            .Where(part => part.Length >= 3);
        var rest = own.OrderByDescending(part => part.Length)
            .Aggregate(plain, (left, part) => left.Replace(part, "", StringComparison.Ordinal));
        return rest.Length < plain.Length && Letters(rest).Length < 5
            ? "A senha não pode ser formada pelo seu nome ou e-mail."
            : null;
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetter));

    private static bool IsCommonTwice(string word) =>
        Enumerable.Range(3, Math.Max(0, word.Length - 5)).Any(cut => Common.Contains(word[..cut]) && Common.Contains(word[cut..]));

    private static bool Repeats(string text) =>
        Enumerable.Range(1, text.Length / 2)
            .Any(period => Enumerable.Range(period, text.Length - period).All(i => text[i] == text[i - period]));

    // Nine tenths of the steps are steps along the run, either way.
    private static bool Covers(string run, string text)
    {
        var steps = Enumerable.Range(1, text.Length - 1).Count(i =>
        {
            var pair = text.Substring(i - 1, 2);
            return run.Contains(pair, StringComparison.Ordinal) || run.Contains($"{pair[1]}{pair[0]}", StringComparison.Ordinal);
        });
        return steps * 10 >= (text.Length - 1) * 9;
    }

    private static string Fold(string text) => string.Concat(text.Normalize(NormalizationForm.FormKD).ToLowerInvariant()
        .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));

    private static string Unleet(string text) => text
        .Replace('0', 'o').Replace('1', 'i').Replace('3', 'e').Replace('4', 'a').Replace('5', 's').Replace('7', 't').Replace('@', 'a')
        .Replace('$', 's').Replace('!', 'i');

    private static FrozenSet<string> Load()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("Nexa.Api.Auth.common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(line => !line.StartsWith('#')).SelectMany(line => line.Split(' '))
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
