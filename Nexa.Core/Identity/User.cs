using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Nexa.Core.Identity;

/// <summary>Whoever owns tasks and what comes of them.</summary>
public sealed class User
{
    /// <summary>The system user that anonymous requests act as, where they are allowed at all.</summary>
    public static readonly Guid Anonymous = new("00000000-0000-7000-8000-000000000001");

    public Guid Id { get; init; }
    public required string Name { get; set; }

    /// <summary>As <see cref="EmailOf"/> writes it.</summary>
    public required string Email { get; set; }
    public string Role { get; set; } = Roles.User;

    /// <summary>The ADMIN who supervises this user and sees what the user sees.</summary>
    public Guid? AdminId { get; set; }

    /// <summary>Null: cannot sign in with a password (the system user, or invited and not yet come).</summary>
    public string? PasswordHash { get; set; }
    public DateTimeOffset? DisabledAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    public static string EmailOf(string typed) => typed.Trim().ToLowerInvariant();
}

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.ToTable("app_user");
        user.Property(u => u.Id).ValueGeneratedNever();
        user.Property(u => u.Name).HasMaxLength(200);
        user.Property(u => u.Email).HasMaxLength(320);
        user.Property(u => u.Role).HasDefaultValue(Roles.User);
        user.HasOne<Role>().WithMany().HasForeignKey(u => u.Role).OnDelete(DeleteBehavior.Restrict);
        user.HasOne<User>().WithMany().HasForeignKey(u => u.AdminId).OnDelete(DeleteBehavior.SetNull);
        user.HasIndex(u => u.Email).IsUnique();
        user.Property(u => u.CreatedAt).HasDefaultValueSql("now()");
        user.HasData(new User { Id = User.Anonymous, Name = "Usuário anônimo", Email = "anonymous@nexa.invalid", Role = Roles.Anonymous, CreatedAt = DateTimeOffset.UnixEpoch });
    }
}
