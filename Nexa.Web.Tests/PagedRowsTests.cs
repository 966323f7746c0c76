using Nexa.Web.Session;

namespace Nexa.Web.Tests;

/// <summary>Lists that are read page by page.</summary>
public sealed class PagedRowsTests
{
    [Fact]
    public async Task A_page_that_is_asked_for_twice_is_there_once()
    {
        var list = new PagedRows<string>();
        await LoadAsync(list, Task.FromResult(new Answer<string>(null, 0, "away")));
        Assert.True(list.IsAway);
        var (one, two) = (new TaskCompletionSource<Answer<string>>(), new TaskCompletionSource<Answer<string>>());

        var first = LoadAsync(list, one.Task);
        Assert.False(list.IsAway);
        var second = LoadAsync(list, two.Task);
        two.SetResult(new("row", 200, null));
        one.SetResult(new("row", 200, null));
        await Task.WhenAll(first, second);

        Assert.Equal(["row"], list.Rows);
        Assert.False(list.IsLoading);
    }

    [Fact]
    public async Task Another_filter_empties_the_list_and_the_same_one_reads_nothing()
    {
        var (list, loads) = (new PagedRows<string>(), 0);
        Task Load()
        {
            loads++;
            return LoadAsync(list, Task.FromResult(new Answer<string>($"row {loads}", 200, null)));
        }

        await list.LoadForAsync("", Load);
        await list.LoadForAsync("", Load);
        await list.LoadForAsync("x", Load);

        Assert.Equal(2, loads);
        Assert.Equal(["row 2"], list.Rows);
    }

    private static Task LoadAsync(PagedRows<string> list, Task<Answer<string>> answer) =>
        list.LoadAsync(_ => answer, page => ([page], null));
}
