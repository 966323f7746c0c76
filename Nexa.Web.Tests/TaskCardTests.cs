using Microsoft.Playwright;
using Nexa.Client;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Nexa.Web.Tests;

/// <summary>What can be done with a task on its card.</summary>
[Collection("Browser")]
public sealed class TaskCardTests(ConsoleFixture console)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_that_waits_is_cancelled()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        await console.RunWithoutAsync("worker", async () =>
        {
            await page.GetByLabel("Part number, lista ou tabela").FillAsync("LM358DR\nNE555P");
            await page.GetByRole(AriaRole.Button, new() { Name = "Classificar 2" }).ClickAsync();
            var card = page.GetByRole(AriaRole.Article);
            await Expect(card).ToContainTextAsync("0 de 2");
            await card.GetByRole(AriaRole.Button, new() { Name = "Cancelar" }).ClickAsync();
            await Expect(card.Locator(".state")).ToHaveTextAsync("cancelada");
            await Expect(card.GetByRole(AriaRole.Button, new() { Name = "Cancelar" })).ToHaveCountAsync(0);
        });

        Assert.Equal(Client.TaskStatus.CANCELLED, (await nexa.Rest.ListTasksAsync(cancellationToken: Ct)).Tasks.Single().Status);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task What_failed_is_tried_again_and_a_task_that_is_gone_says_so()
    {
        var (page, nexa) = await console.SignUpAsync("Ana");
        var sent = await nexa.Rest.ClassifyBatchAsync(
            new ClassifyBatch { Partnumbers = new BatchPartNumbers { ["LM358DR"] = new BatchPart(), ["NE555P"] = new BatchPart() } }, cancellationToken: Ct);
        await nexa.WaitAsync(sent.Task_id, Ct);
        await using var database = NpgsqlDataSource.Create(console.Database);
        await using (var fail = database.CreateCommand(
            "update task_item set status = 'FAILED', error = 'Os agentes não responderam.' where task_id = @task and position = 1"))
        {
            fail.Parameters.AddWithValue("task", sent.Task_id);
            Assert.Equal(1, await fail.ExecuteNonQueryAsync(Ct));
        }

        await page.ReloadAsync();
        var retry = page.GetByRole(AriaRole.Button, new() { Name = "Repetir o que falhou" });
        await retry.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Article).First).ToContainTextAsync("concluída");

        await nexa.Rest.DeleteTaskAsync(sent.Task_id, cancellationToken: Ct);
        await retry.ClickAsync();
        await Expect(page.Locator(".mud-snackbar", new() { HasText = "Não encontrado" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
