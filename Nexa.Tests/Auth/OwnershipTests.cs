using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Nexa.Api.Auth;
using Nexa.Core.Catalogue;
using Nexa.Core.Classifications;
using Nexa.Core.Identity;
using Nexa.Core.Tasks;

namespace Nexa.Tests.Auth;

public sealed class OwnershipTests(Servers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Joining_anothers_room_is_refused_like_one_that_does_not_exist()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var owner = await host.CreateUserAsync();
        var task = await FillAsync(host, owner, "PN-DO-DONO");

        await using var stranger = await ConnectAsync(host, await host.CreateUserAsync());
        await using var member = await ConnectAsync(host, await host.CreateUserAsync(Roles.Reader, owner.Id));
        await using var own = await ConnectAsync(host, owner);

        var others = await Assert.ThrowsAsync<HubException>(() => stranger.InvokeAsync("join", new { room_id = task }, Ct));
        var none = await Assert.ThrowsAsync<HubException>(() => stranger.InvokeAsync("join", new { room_id = Guid.NewGuid() }, Ct));
        Assert.Equal(none.Message, others.Message);
        await member.InvokeAsync("join", new { room_id = task }, Ct);
        await own.InvokeAsync("join", new { room_id = task }, Ct);
    }

    [Fact]
    public async Task A_connection_ends_with_its_session_and_a_stream_too()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var user = await host.CreateUserAsync();
        var token = await host.TokenAsync(user);
        var task = await FillAsync(host, user, "PN-DO-DONO", TaskState.Started);
        await using var hub = await ConnectAsync(host, user, token);
        var closed = new TaskCompletionSource();
        hub.Closed += _ => Task.FromResult(closed.TrySetResult());
        using var client = host.Client(token);
        using var stream =
            await client.GetAsync(new Uri($"/tasks/{task}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Ct);
        await using var events = await stream.Content.ReadAsStreamAsync(Ct);

        await client.PostAsJsonAsync("/logout", new { }, Ct);

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        var cut = Task.Run(async () =>
        {
            try
            {
                await events.CopyToAsync(Stream.Null, Ct);
            }
            catch (IOException)
            {
                // aborted in the middle
            }
        }, Ct);
        await cut.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, await AccountTests.StatusAsync(host, token));
    }

    [Fact]
    public async Task A_connection_ends_with_the_membership_that_it_saw_by()
    {
        await using var host = await ApiHost.StartAsync(servers);
        var owner = await host.CreateUserAsync();
        var member = await host.CreateUserAsync(Roles.Analyst, owner.Id);
        await using var hub = await ConnectAsync(host, member);
        var closed = new TaskCompletionSource();
        hub.Closed += _ => Task.FromResult(closed.TrySetResult());

        await host.WithDbAsync(db => db.Memberships.Where(m => m.UserId == member.Id).ExecuteDeleteAsync(Ct));
        await host.Services.GetRequiredService<Sessions>().AnnounceChangeAsync(member.Id);

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
    }

    [Fact]
    public async Task A_sign_out_on_one_replica_is_one_on_the_other_with_redis_and_without()
    {
        await using var one = await ApiHost.StartAsync(servers);
        await using var two = await ApiHost.StartAsync(servers, one.Database);
        await using var deaf =
            await ApiHost.StartAsync(servers, one.Database,
                [("ConnectionStrings:redis", "127.0.0.1:1,abortConnect=false,connectTimeout=200")]);
        var user = await one.CreateUserAsync(password: AccountTests.Password);
        using var client = one.Client();
        var (token, _) = await AccountTests.SignInAsync(client, user.Email, AccountTests.Password);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK),
            (await AccountTests.StatusAsync(two, token), await AccountTests.StatusAsync(deaf, token)));

        using var signedIn = one.Client(token);
        await signedIn.PostAsJsonAsync("/logout", new { }, Ct);

        await Eventually.HoldsAsync(async () => await AccountTests.StatusAsync(two, token) == HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(60));
        await Eventually.HoldsAsync(async () => await AccountTests.StatusAsync(deaf, token) == HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(60));
    }

    internal static async Task<Guid> FillAsync(ApiHost host, User owner, string partNumber, TaskState status = TaskState.Done)
    {
        var task =
            new ClassificationTask { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, Kind = TaskKind.PartNumber, Status = status,
                Total = 1, LastSeq = 1 };
        var part = new PartNumber { Id = Guid.CreateVersion7(), Number = partNumber, Normalized = partNumber };
        var classification =
            new Classification { Id = Guid.CreateVersion7(), OrganisationId = owner.Id, PartNumberId = part.Id, TaskId = task.Id,
                Version = 1, Ncm = "85322410", Description = partNumber,
                Result = $$"""{"partnumber":"{{partNumber}}","ncm":"85322410"}""" };
        await host.WithDbAsync(async db =>
        {
            db.AddRange(task, part, classification);
            db.Add(new TaskItem { Id = Guid.CreateVersion7(), TaskId = task.Id, Position = 1, PartNumber = partNumber,
                Status = ItemState.Done, ClassificationId = classification.Id });
            db.Add(new TaskEvent { TaskId = task.Id, Seq = 1, Name = "classification_update_status",
                Payload = $$"""{"status":"processing","message":"{{partNumber}}"}""" });
            await db.SaveChangesAsync(Ct);
        });
        return task.Id;
    }

    private static async Task<HubConnection> ConnectAsync(ApiHost host, User user, string? token = null)
    {
        token ??= await host.TokenAsync(user);
        var hub =
            new HubConnectionBuilder().WithUrl(new Uri(host.Address, "/hubs/classification"),
                options => options.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build();
        await hub.StartAsync(Ct);
        return hub;
    }
}
