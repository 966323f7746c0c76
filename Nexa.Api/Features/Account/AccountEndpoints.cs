using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Nexa.Api.Auth;
using Nexa.Api.Problems;
using Nexa.Core.Data;
using Nexa.Core.Identity;
using Npgsql;

namespace Nexa.Api.Features.Account;

internal static class AccountEndpoints
{
    private const string WrongEither = "E-mail ou senha incorretos.";

    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").WithTags("Account").AllowAnonymous();
        open.MapPost("/register", RegisterAsync).WithName("register").RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("Makes a user and an organisation of which they are the ADMIN").Refuses(403, 409);
        open.MapPost("/login", SignInAsync).WithName("login").RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("E-mail and password for an access token and a refresh token").Refuses(401, 403);
        open.MapPost("/refresh", RefreshAsync).WithName("refreshToken").RequireRateLimiting(RateLimits.Refresh)
            .WithSummary("A refresh token for the next pair; for 30 seconds it gets the same next one again").Refuses(401);
        routes.MapPost("/logout", SignOutAsync).WithName("logout").WithTags("Account")
            .WithSummary("Ends this session, or all of the user's").OpenBeforeEnrolment()
            .RequireAuthorization(IdentityServices.SignedIn);
    }

    private static async Task<Results<Created<Registered>, ValidationProblem, ProblemHttpResult>> RegisterAsync(
        Register request, [AllOrganisations] NexaDbContext db, Passwords passwords, IdentitySettings settings, TimeProvider clock,
        HttpContext http, CancellationToken ct)
    {
        if (!settings.AllowRegistration && request.Invitation is null)
        {
            return ProblemServices.Problem(403, "O cadastro está desativado; solicite um convite a um administrador.");
        }

        var email = User.NormalizeEmail(request.Email!);
        if (PasswordRules.FindObjection(request.Password, email, request.Name) is { } objection)
        {
            return ProblemServices.Invalid("password", objection);
        }

        var hash = await passwords.HashAsync(request.Password!, ct);
        // An invitation was mailed to the address.
        DateTimeOffset? verified = settings.VerifyEmail && request.Invitation is null ? null : clock.GetUtcNow();
        return await db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            // The id of the account before stays: its codes and letters are counted by it.
            var id = await UserRows.FreeAddressAsync(db, email, ct) ?? Guid.CreateVersion7();
            var user = new User { Id = id, Name = request.Name!.Trim(), Email = email, PasswordHash = hash, EmailVerifiedAt = verified };
            var (organisation, problem) = await AddAsync(request, user, db, http, ct);
            if (organisation is { } own)
            {
                await transaction.CommitAsync(ct);
                return (Results<Created<Registered>, ValidationProblem, ProblemHttpResult>)TypedResults.Created(
                    "/me", new Registered("Usuário cadastrado.", new RegisteredUser(user.Id, user.Name, user.Email, own)));
            }

            return problem!;
        });
    }

    /// <summary>Adds the user to the organisation that invited them, or to one of their own.</summary>
    private static async Task<(Guid? Organisation, ProblemHttpResult? Problem)> AddAsync(
        Register request, User user, NexaDbContext db, HttpContext http, CancellationToken ct)
    {
        var name = request.Organisation?.Trim() is { Length: > 0 } given ? given : user.Name;
        db.Users.Add(user);
        var own = request.Invitation is null ? db.AddOrganisation(name, user.Id) : (Guid?)null;
        db.AuditLog.Write(user.Id, "user.registered", $"user:{user.Id}", address: ClientAddress.FindAddress(http), organisation: own);
        if (!await db.SavedUniquelyAsync(ct))
        {
            return (null, ProblemServices.Problem(409, "Já existe um usuário com este e-mail."));
        }

        var who = new CurrentUser(user.Id, Guid.Empty) { Address = ClientAddress.FindAddress(http) };
        var joined = own ?? (await InvitationEndpoints.JoinAsync(db, who, request.Invitation!, user.Email, ct))?.OrganisationId;
        return joined is not null ? (joined, null) : (null, ProblemServices.Problem(400, InvitationEndpoints.NotValid));
    }

    private static async Task<Results<Ok<SignedIn>, ValidationProblem, ProblemHttpResult>> SignInAsync(
        SignIn request, [AllOrganisations] NexaDbContext db, Passwords passwords, SignInGate gate, SignIns signIns, EmailCodes codes,
        SecondFactors factors, AfterAnswer after, IdentitySettings settings, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var email = User.NormalizeEmail(request.Email!);
        var client = ClientAddress.BuildKey(http);
        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Email == email, ct);
        var account = SignInGate.NameAccount(user, email);
        var answer = await gate.EnterAsync(account, client, ct);
        var subject = user is null ? "user:unknown" : $"user:{user.Id}";
        if (answer.FindRefusal(http) is { } tooMany)
        {
            if (answer.IsNews)
            {
                db.AuditLog.Write(null, "sign-in.throttled", subject, after: new { wait_seconds = (int)answer.Wait.TotalSeconds },
                    address: ClientAddress.FindAddress(http));
                await db.SaveChangesAsync(ct);
            }

            return tooMany;
        }

        var (right, better) = await passwords.VerifyAsync(user?.PasswordHash, request.Password!, ct);
        if (!right || user is null)
        {
            db.AuditLog.Write(null, "sign-in.failed", subject, address: ClientAddress.FindAddress(http));
            await db.SaveChangesAsync(ct);
            return ProblemServices.Problem(401, WrongEither);
        }

        if (user.EmailVerifiedAt is null && await codes.RefuseAsync(user, email, request.Code, http, ct) is { } refusal)
        {
            return refusal;
        }

        var (amr, missing) = await factors.AskAsync(user.Id, request.SecondFactor, http, ct);
        if (missing is not null)
        {
            return missing;
        }

        if (await ProviderBoundary.RefuseAsync(db, settings.Oidc, user, http, ct) is { } elsewhere)
        {
            return elsewhere;
        }

        var isNewPlace = !answer.IsKnown && await db.Sessions.AnyAsync(s => s.UserId == user.Id, ct);
        if (await BeginAsync(user, better, amr, db, signIns, clock.GetUtcNow(), http, ct) is not { } tokens)
        {
            return ProblemServices.Problem(401, WrongEither);
        }

        if (isNewPlace)
        {
            after.TellOfNewPlace(user.Id, ClientAddress.FindAddress(http));
        }

        await gate.RecordSuccessAsync(account, client, ct);
        return TypedResults.Ok(ToSignedIn(tokens, user));
    }

    /// <summary>Begins a session of a person whose password, and code where one was asked for, was right.</summary>
    /// <param name="better">The hash that replaces a weaker one of the same password.</param>
    /// <param name="amr">How they showed who they are.</param>
    /// <returns>Null where the password was replaced meanwhile, by its owner or by whoever registered an unconfirmed address.</returns>
    private static Task<Tokens?> BeginAsync(
        User user, string? better, string[] amr, NexaDbContext db, SignIns signIns, DateTimeOffset now, HttpContext http,
        CancellationToken ct) =>
        db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (await db.Users.Where(u => u.Id == user.Id && u.PasswordHash == user.PasswordHash).ExecuteUpdateAsync(
                set => set.SetProperty(u => u.PasswordHash, better ?? user.PasswordHash)
                    .SetProperty(u => u.EmailVerifiedAt, u => u.EmailVerifiedAt ?? now), ct) == 0)
            {
                return null;
            }

            if (user.EmailVerifiedAt is null)
            {
                db.AuditLog.Write(user.Id, "user.email-verified", $"user:{user.Id}", address: ClientAddress.FindAddress(http));
            }

            var tokens = await signIns.BeginAsync(user, amr, http, ct);
            await transaction.CommitAsync(ct);
            return tokens;
        });

    private static async Task<Results<Ok<SignedIn>, ValidationProblem, ProblemHttpResult>> RefreshAsync(
        Refresh request, [AllOrganisations] NexaDbContext db, SignIns signIns, HttpContext http, CancellationToken ct) =>
        await signIns.RefreshAsync(request.RefreshToken!, http, ct) is { } next
            && await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == next.UserId, ct) is { } user
            ? TypedResults.Ok(ToSignedIn(next.Tokens, user))
            : ProblemServices.Problem(401, "A sessão expirou; acesse novamente.");

    private static async Task<Ok<Said>> SignOutAsync(
        SignOut? request, [AllOrganisations] NexaDbContext db, SignIns signIns, CurrentUser user, CancellationToken ct)
    {
        var all = request is { All: true };
        await signIns.EndAsync(db.Sessions.Where(s => s.UserId == user.Id && (all || s.Id == user.SessionId)), "signed out", user, null,
            ct);
        return TypedResults.Ok(new Said(all ? "Todas as sessões foram encerradas." : "Sessão encerrada."));
    }

    internal static SignedIn ToSignedIn(Tokens tokens, User user) =>
        new(tokens.AccessToken, tokens.RefreshToken, "Bearer", tokens.ExpiresIn, tokens.Organisation, user.ToView());
}

internal static class UniqueSaves
{
    /// <summary>Saves; false where another row has the same unique value.</summary>
    public static async Task<bool> SavedUniquelyAsync(this NexaDbContext db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }
}
