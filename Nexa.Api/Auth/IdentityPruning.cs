using Npgsql;

namespace Nexa.Api.Auth;

/// <summary>Deletes, once an hour, what of sign-ins is over and serves nothing any more (docs/security.md says for how long each is kept).</summary>
internal sealed partial class IdentityPruning(NpgsqlDataSource database, ILogger<IdentityPruning> log) : BackgroundService
{
    private const int Some = 1000;

    private static readonly string[] Over =
    [
        "refresh_token where hash in (select hash from refresh_token where expires_at < now() - interval '1 day' limit $1)",
        "user_session where id in (select id from user_session where least(revoked_at, expires_at) < now() - interval '30 days' limit $1)",
        "password_reset where hash in (select hash from password_reset where expires_at < now() - interval '1 day' limit $1)",
        "sign_in_throttle where key in (select key from sign_in_throttle where updated_at < now() - interval '90 days' limit $1)",
    ];

    public async Task PruneAsync(CancellationToken ct)
    {
        foreach (var rows in Over)
        {
            int deleted;
            do
            {
                await using var command = database.CreateCommand($"delete from {rows}");
                command.Parameters.Add(new() { Value = Some });
                deleted = await command.ExecuteNonQueryAsync(ct);
            }
            while (deleted == Some);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hourly = new PeriodicTimer(TimeSpan.FromHours(1));
        while (await hourly.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PruneAsync(stoppingToken);
            }
            catch (NpgsqlException failed)
            {
                NotPruned(failed.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Ended sessions and used links stay for another hour: {Reason}")]
    private partial void NotPruned(string reason);
}
