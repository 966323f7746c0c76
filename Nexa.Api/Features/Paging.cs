using Microsoft.AspNetCore.Http.HttpResults;
using Nexa.Api.Problems;
using Nexa.Core.Data;

namespace Nexa.Api.Features;

/// <summary>Pages of a list: one row more than is shown is read, which tells whether there is a next page.</summary>
internal static class Paging
{
    private const int UsualSize = 50;
    private const int LargestSize = 200;

    /// <summary>The size that is asked for, or the nearest one that is allowed.</summary>
    public static int ReadSize(int? limit) => Math.Clamp(limit ?? UsualSize, 1, LargestSize);

    /// <param name="rows">At most one more than <paramref name="size"/>.</param>
    /// <param name="size">How many are shown.</param>
    /// <param name="createCursor">Of the last row that is shown.</param>
    public static (List<T> Shown, string? NextCursor) Cut<T>(List<T> rows, int size, Func<T, Cursor> createCursor) =>
        rows.Count > size ? (rows[..size], createCursor(rows[size - 1]).ToString()) : (rows, null);

    public static ValidationProblem RefuseCursor() => ProblemServices.Invalid("cursor", "O cursor não pertence a esta consulta.");
}
