namespace Nexa.Core.Data;

/// <summary>What PostgreSQL plans a batch for, whose statements are prepared once and executed many times.</summary>
public enum SqlPlanning
{
    /// <summary>For the values at first, then for any values where that looks as cheap.</summary>
    LeftToServer,

    /// <summary>
    /// The batch only follows keys: it is planned once, not for each length of an array, and never reads a whole table, however young its
    /// statistics are.
    /// </summary>
    FollowKeys,

    /// <summary>The same for a transaction that a crash may undo: its commit does not wait for the disk.</summary>
    FollowKeysWithoutDisk,

    /// <summary>
    /// What a person filters by is common or rare, and each is found in another way: planned anew for each value. A range of unknown
    /// ends is taken for rare, so that the plan for any values reads and sorts all of a common code. Without parallel workers: starting
    /// them takes longer than a page.
    /// </summary>
    HeedValues,
}
