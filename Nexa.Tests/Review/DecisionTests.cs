namespace Nexa.Tests.Review;

public sealed class DecisionTests(AnalystHost host) : IClassFixture<AnalystHost>
{
    [Fact]
    public async Task Of_two_reviewers_one_wins_the_other_gets_412_and_nothing_is_lost()
    {
        var (ana, bruno) = (host.As(AnalystHost.Ana), host.As(AnalystHost.Bruno));
        var id = await host.ClassifiedAsync("GRM-412");
        var response = await ana.GetAsync(new Uri($"/classifications/{id}", UriKind.Relative), TestContext.Current.CancellationToken);
        var tag = response.Headers.ETag!.ToString();

        await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "8532.25.10", reason = "É de filme." }, 412,
            ("If-Match", $"W/{tag}"));
        var won =
            await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "8532.25.10", reason = "É de filme." }, 200,
                ("If-Match", tag));
        var lost =
            await bruno.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "8532.29.90", reason = "É outro." }, 412,
                ("If-Match", tag));

        Assert.Contains("por outra pessoa", lost.Text("detail"), StringComparison.Ordinal);
        var made = won.GetProperty("classification");
        Assert.Equal((2, "ACTIVE", "85322510"), (made.GetProperty("version").GetInt32(), made.Text("status"), made.Text("ncm")));
        var detail = await bruno.GetJsonAsync($"/classifications/{made.Id("id")}");
        Assert.Equal(("85322410", "85322510"),
            (detail.GetProperty("changes").GetProperty("ncm").Text("from"), detail.GetProperty("changes").GetProperty("ncm").Text("to")));
        Assert.Equal("É de filme.", detail.Text("reason"));
        Assert.Equal(["ACTIVE", "REPLACED"], detail.GetProperty("versions").EnumerateArray().Select(version => version.Text("status")));
        Assert.Equal(1L,
            await host.ScalarAsync("select count(*) from audit_log where action = 'classification.corrected' and subject = $1",
                $"classification:{id}"));
    }

    [Theory]
    [InlineData("{0}", 200)]
    [InlineData("\"1\", {0} , \"2\"", 200)]
    [InlineData("*", 200)]
    [InlineData("\"1\", W/{0}", 412)]
    [InlineData("\"1\", \"2\"", 412)]
    [InlineData("*, {0}", 400)]
    [InlineData("12345", 400)]
    public async Task If_Match_takes_a_list_of_tags_or_any(string sent, int status)
    {
        var ana = host.As(AnalystHost.Ana);
        foreach (var (path, by) in new[] { ("classifications", "id"), ("review", "item") })
        {
            var id = await host.ClassifiedAsync($"MATCH-{Guid.NewGuid():n}");
            var item = (Guid)(await host.ScalarAsync("select id from review_item where classification_id = $1", id))!;
            var tag = (await ana.GetJsonAsync($"/review/{item}")).Text("etag")!;

            await ana.SendJsonAsync(HttpMethod.Post, $"/{path}/{(by == "id" ? id : item)}/approve", new { }, status,
                ("If-Match", sent.Replace("{0}", tag, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Two_corrections_at_the_same_moment_make_one_version()
    {
        var id = await host.ClassifiedAsync("GRM-RACE");
        var patches = Enumerable.Range(0, 8).Select(async i =>
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Patch,
                    $"/classifications/{id}") { Content = System.Net.Http.Json.JsonContent.Create(
                        new { description = $"Texto {i}", reason = "corrida" }) };
            return (int)(await host.As(AnalystHost.Ana).SendAsync(request, TestContext.Current.CancellationToken)).StatusCode;
        });

        var statuses = await Task.WhenAll(patches);

        Assert.Equal([200, .. Enumerable.Repeat(409, 7)], statuses.Order());
    }

    [Fact]
    public async Task A_code_that_does_not_exist_cannot_be_corrected_to()
    {
        var id = await host.ClassifiedAsync("GRM-422");

        var problem = await host.As(AnalystHost.Ana)
            .SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "85329999", reason = "engano" }, 422);

        Assert.Contains("8532.99.99", problem.Text("detail"), StringComparison.Ordinal);
        await host.As(AnalystHost.Ana).SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "85322510" }, 400);
        await host.As(AnalystHost.Ana)
            .SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "8532.24.10", reason = "nada muda" }, 422);
    }

    [Fact]
    public async Task A_stranger_finds_nothing()
    {
        var id = await host.ClassifiedAsync("GRM-404");
        var stranger = host.As(AnalystHost.Stranger);

        await stranger.SendJsonAsync(HttpMethod.Get, $"/classifications/{id}", null, 404);
        await stranger.PostAsync($"/classifications/{id}/approve", null, 404);
        Assert.Equal(0, (await stranger.GetJsonAsync("/history")).Count("items"));
        Assert.Equal(0, (await stranger.GetJsonAsync("/review")).Count("items"));
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    [InlineData("correct")]
    public async Task An_undone_decision_leaves_things_as_they_were(string kind)
    {
        var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync($"UNDO-{kind}");

        var made = kind == "correct"
            ? await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "85322510", reason = "teste" })
            : await ana.PostAsync($"/classifications/{id}/{kind}", new { reason = "teste" });
        await ana.PostAsync($"/decisions/{made.Id("decision_id")}/undo");
        await ana.PostAsync($"/decisions/{made.Id("decision_id")}/undo", null, 409);

        var detail = (await ana.GetJsonAsync($"/classifications/{id}")).GetProperty("classification");
        Assert.Equal("ACTIVE", detail.Text("status"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, detail.GetProperty("approved_at").ValueKind);
        Assert.True(detail.GetProperty("needs_review").GetBoolean());
        Assert.NotEqual("false", await host.ScalarAsync("select result ->> 'needs_review' from classification where id = $1", id));
        Assert.Equal("OPEN", await host.ScalarAsync("select state from review_item where classification_id = $1", id));
        Assert.Equal(2L, await host.ScalarAsync("select count(*) from audit_log where subject = $1", $"classification:{id}"));
    }

    [Fact]
    public async Task A_decision_with_another_after_it_cannot_be_undone()
    {
        var ana = host.As(AnalystHost.Ana);
        var id = await host.ClassifiedAsync("UNDO-LATE");
        var first = await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{id}", new { ncm = "85322510", reason = "primeira" });
        await ana.SendJsonAsync(HttpMethod.Patch, $"/classifications/{first.GetProperty("classification").Id("id")}",
            new { ncm = "85322910", reason = "segunda" });

        await ana.PostAsync($"/decisions/{first.Id("decision_id")}/undo", null, 409);

        Assert.Equal("85322910",
            await host.ScalarAsync("select ncm from classification where number_key = 'UNDO-LATE' and status = 'ACTIVE'"));
    }
}
