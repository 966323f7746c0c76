using Nexa.Core.FiscalStore;
using Npgsql;

namespace Nexa.Worker.TableImport;

/// <summary><c>restore-tables [edition]</c>: puts an earlier edition in force again; without one it lists them.</summary>
internal static class RestoreTablesCommand
{
    /// <returns>0 when the edition is in force; 1 when there is no such edition.</returns>
    public static async Task<int> RunAsync(string[] args, IServiceProvider services, CancellationToken ct)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        if (args is not [var text] || !Guid.TryParse(text, out var id))
        {
            Console.WriteLine("Uso: restore-tables <edição>. Edições, da mais nova para a mais antiga:");
            foreach (var edition in await FiscalEditionList.ReadEditionsAsync(database, ct))
            {
                Console.WriteLine($"  {edition.Id}  nº {edition.Number}, de {edition.CreatedAt:dd/MM/yyyy HH:mm} (UTC): {edition.Files}");
            }

            return args.Length == 0 ? 0 : 1;
        }

        if (await FiscalRestore.RestoreAsync(database, id, ct) is not { } outcome)
        {
            await Console.Error.WriteLineAsync($"A edição {id} não existe. Nenhuma alteração foi feita.");
            return 1;
        }

        Console.WriteLine(outcome.Switched
            ? $"RESTAURADA  {id}: {outcome.Flagged.Count} classificação(ões) a revisar, {outcome.Withdrawn} item(ns) retirado(s) da "
                + "revisão."
            : $"SEM ALTERAÇÃO  A edição {id} já está em vigor.");
        await ImportTablesCommand.PublishHintAsync(services);
        return 0;
    }
}
