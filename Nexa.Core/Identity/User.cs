using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>A person, who works for the organisations that they are a member of.</summary>
public sealed class User
{
    /// <summary>The system user that anonymous requests act as, where they are allowed at all.</summary>
    public static readonly Guid Anonymous = new("00000000-0000-7000-8000-000000000001");

    public Guid Id { get; init; }
    public required string Name { get; set; }

    /// <summary>As <see cref="NormalizeEmail"/> writes it.</summary>
    public required string Email { get; set; }

    /// <summary>Null: nobody has shown yet that they read mail at <see cref="Email"/>, and so nobody signs in.</summary>
    public DateTimeOffset? EmailVerifiedAt { get; set; }

    /// <summary>Runs the installation: sees its health and loads the fiscal tables of all, but no organisation's data.</summary>
    public bool IsOperator { get; init; }

    /// <summary>Null: cannot sign in with a password (the system user).</summary>
    public string? PasswordHash { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>As certificates name it beside the person's approval: "Despachante aduaneira".</summary>
    public string? Position { get; set; }

    /// <summary>Of the person's profession, with who keeps it: "Registro 8D.00.123, RFB".</summary>
    public string? Registration { get; set; }

    public static string NormalizeEmail(string typed) => typed.Trim().ToLowerInvariant();
}

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.ToTable("app_user");
        user.Property(u => u.Id).ValueGeneratedNever();
        user.Property(u => u.Name).HasMaxLength(200);
        user.Property(u => u.Email).HasMaxLength(320);
        user.Property(u => u.Position).HasMaxLength(100);
        user.Property(u => u.Registration).HasMaxLength(100);
        user.HasIndex(u => u.Email).IsUnique();
        user.Property(u => u.CreatedAt).HasDefaultValueSql("now()");
        user.HasData(
            new User { Id = User.Anonymous, Name = "Usuário anônimo", Email = "anonymous@nexa.invalid",
                CreatedAt = DateTimeOffset.UnixEpoch });
    }
}
